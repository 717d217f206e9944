// Time in JupyterLab's status bar: how long the lab has run, or how long it still will, with
// notices before the end. JupyterLab loads what a bundler would make of an extension; this one is
// small enough to be written as it is loaded, so that no bundler is needed.
(() => {
  const NOTICES = [600, 60]; // seconds before the end
  let sharedModules;

  const shared = async (name) => {
    const versions = sharedModules[name];
    const factory = await versions[Object.keys(versions)[0]].get();
    return factory();
  };

  const words = (seconds) => {
    if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
    const minutes = Math.floor(seconds / 60);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  };

  const announcer = (Notification, commands, atFirst) => {
    const open = new Set(NOTICES.filter((notice) => notice < atFirst));
    return (left) => {
      const due = NOTICES.filter((notice) => open.has(notice) && left <= notice);
      if (!due.length) return;
      due.forEach((notice) => open.delete(notice));
      commands.execute('docmanager:save-all').catch(() => {});
      Notification.warning(`The lab ends in ${words(left)}. Notebooks have been saved.`, {
        autoClose: false,
      });
    };
  };

  const plugin = async () => {
    const [{ PageConfig }, { IStatusBar }, { Notification }, { Widget }] = await Promise.all(
      ['@jupyterlab/coreutils', '@jupyterlab/statusbar', '@jupyterlab/apputils', '@lumino/widgets'].map(shared),
    );
    return {
      id: 'heavywater-lab:time',
      autoStart: true,
      requires: [IStatusBar],
      activate: (app, statusBar) => {
        const ends = Number(PageConfig.getOption('heavywaterEnds'));
        const began = Date.now();
        const item = new Widget();
        item.id = 'heavywater-time';
        item.node.style.lineHeight = '24px';
        item.node.style.padding = '0 8px';
        const announce = announcer(Notification, app.commands, (ends - began) / 1000);
        const show = () => {
          const now = Date.now();
          const left = (ends - now) / 1000;
          item.node.textContent = ends
            ? left > 0 ? `Lab ends in ${words(left)}` : 'The lab has ended'
            : `Lab open for ${words((now - began) / 1000)}`;
          if (ends && left > 0) announce(left);
        };
        show();
        setInterval(show, 1000);
        statusBar.registerStatusItem('heavywater-lab:time', { item, align: 'right', rank: 20 });
      },
    };
  };

  globalThis._JUPYTERLAB = globalThis._JUPYTERLAB || {};
  globalThis._JUPYTERLAB['heavywater-lab'] = {
    init: (scope) => {
      sharedModules = scope;
    },
    get: async () => {
      const module = { default: await plugin(), __esModule: true };
      return () => module;
    },
  };
})();
