import type { BootstrapObject, ReadResult } from '../../core/bootstrap/read-result.ts';

/** An object as the list shows it; `index` is its place in the read. */
export interface ListedObject {
  readonly index: number;
  readonly object: BootstrapObject;
  readonly chosen: boolean;
}

/** The objects of one directory file, in the order in which a device takes them. */
export interface ObjectGroup {
  readonly dodf: string;
  readonly objects: readonly ListedObject[];
}

/** @param order indexes in the wanted order; null: as they are on the card */
export function objectGroups(read: ReadResult, order: readonly number[] | null): readonly ObjectGroup[] {
  const all = (order ?? read.objects.map((_, index) => index)).flatMap((index) => {
    const object = read.objects[index];
    return object === undefined ? [] : [{ index, object, chosen: read.chosen === index }];
  });
  return [...new Set(all.map(({ object }) => object.dodf))].map((dodf) => ({
    dodf,
    objects: all.filter(({ object }) => object.dodf === dodf),
  }));
}

/** The order with one object moved by a place, past the nearest of its own directory. */
export function moved(read: ReadResult, order: readonly number[] | null, index: number, by: 1 | -1): readonly number[] {
  const now = order ?? read.objects.map((_, at) => at);
  const dodf = read.objects[index]?.dodf;
  const own = now.filter((item) => read.objects[item]?.dodf === dodf);
  const other = own[own.indexOf(index) + by];
  if (other === undefined) return now;
  return now.map((item) => (item === index ? other : item === other ? index : item));
}

/** The DODF whose order was changed, with its objects in their new one; undefined where nothing was. */
export function changedOrder(read: ReadResult, order: readonly number[] | null): readonly number[] | undefined {
  const groups = objectGroups(read, order);
  const changed = groups.find(({ objects }) =>
    objects.some(({ index }, at) => at > 0 && index < (objects[at - 1]?.index ?? 0)),
  );
  return changed?.objects.map(({ index }) => index);
}
