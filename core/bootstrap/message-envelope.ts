import { TNDS_TYPES } from '../syncml/message.ts';
import type { XmlDraft } from '../xml/write.ts';

/** An element of the message's XML form. */
export function element(name: string, children: readonly XmlDraft[]): XmlDraft {
  return { name, children };
}

/** An element that holds text; without text it is empty. */
export function leaf(name: string, value: string): XmlDraft {
  return { name, children: value === '' ? [] : [value] };
}

/**
 * A DM 1.2 bootstrap message around a management tree: one Add of it to the Inbox, as embedded WBXML (5.5.4, 5.5.5).
 * @param source address of the server, equal to one of the account's (5.5.4).
 */
export function bootstrapEnvelope(source: string, tree: XmlDraft): XmlDraft {
  const header = element('SyncHdr', [
    leaf('VerDTD', '1.2'),
    leaf('VerProto', 'DM/1.2'),
    leaf('SessionID', '1'),
    leaf('MsgID', '1'),
    // A card goes into any device: there is no device id that would be right.
    element('Target', [leaf('LocURI', './')]),
    element('Source', [leaf('LocURI', source)]),
  ]);
  const item = element('Item', [
    element('Target', [leaf('LocURI', './Inbox')]),
    element('Meta', [leaf('Format', 'bin'), leaf('Type', TNDS_TYPES.wbxml)]),
    element('Data', [tree]),
  ]);
  const body = element('SyncBody', [element('Add', [leaf('CmdID', '1'), item]), element('Final', [])]);
  return element('SyncML', [header, body]);
}
