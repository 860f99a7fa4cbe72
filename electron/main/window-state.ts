import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(640),
  height: z.number().int().min(480),
  maximized: z.boolean(),
  /** Zoom level of the page; 0 is as drawn. */
  zoom: z.number().min(-8).max(9).default(0),
});
type WindowState = z.infer<typeof stateSchema>;

const FIRST_SIZE = { width: 1440, height: 900 };

/** Bounds to open the window with. A place on a screen that is no longer there is forgotten. */
export function savedBounds(file: string): Partial<Rectangle> & { maximized: boolean; zoom: number } {
  const state = readState(file);
  if (state === undefined) return { ...FIRST_SIZE, maximized: false, zoom: 0 };
  const { x, y, width, height, maximized, zoom } = state;
  const visible = screen.getAllDisplays().some(({ workArea }) => {
    const right = workArea.x + workArea.width;
    const bottom = workArea.y + workArea.height;
    return x < right && x + width > workArea.x && y >= workArea.y && y < bottom;
  });
  return visible ? { x, y, width, height, maximized, zoom } : { width, height, maximized, zoom };
}

/** Writes the window's place down when it closes. */
export function rememberBounds(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const zoom = window.webContents.getZoomLevel();
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized(), zoom };
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(state));
    } catch {
      // A window that opens at its first place next time is no reason to keep it from closing.
    }
  });
}

function readState(file: string): WindowState | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
