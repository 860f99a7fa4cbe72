/** A desktop with one screen in light colours. */
export const nativeTheme = { shouldUseDarkColors: false };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };

/** Nobody is there to answer: what is asked is answered as its cancel button does. */
export const dialog = {
  showMessageBoxSync: (_window: unknown, { cancelId }: { readonly cancelId: number }): number => cancelId,
  showMessageBox: async (_window: unknown, { cancelId = 0 }: { readonly cancelId?: number }) => ({
    response: cancelId,
  }),
};

/** No menu is drawn; main's own keys are the page's. */
export const Menu = {
  setApplicationMenu: (_menu: unknown): void => undefined,
  buildFromTemplate: (template: unknown): unknown => template,
};
