interface Press {
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** What a key press says while an input method puts a character together, also the one that ends it in Safari. */
const PROCESSED = 229;

/**
 * A key handler that hears nothing while an input method has the keys: Enter takes a word of its list then, arrows move in it, and
 * Escape closes it.
 */
export function heard<E extends Press | { readonly nativeEvent: Press }>(
  press: (event: E) => void,
): (event: E) => void {
  return (event) => {
    const { isComposing, keyCode } = 'nativeEvent' in event ? event.nativeEvent : event;
    if (!isComposing && keyCode !== PROCESSED) press(event);
  };
}
