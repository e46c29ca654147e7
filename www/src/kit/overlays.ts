/** Where dialogs, menus and hints are rendered: inside `main`, so that they belong to a landmark. */
export const OVERLAYS = '#overlays';
