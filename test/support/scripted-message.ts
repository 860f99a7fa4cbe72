import { messageFromXml } from '../../core/bootstrap/message-xml.ts';

function xmlWithName(length: number): string {
  const leaf = (name: string, value: string) =>
    `<Node><NodeName>${name}</NodeName><RTProperties><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>${value}</Value></Node>`;
  const node = (name: string, type: string, inner: string) =>
    `<Node><NodeName>${name}</NodeName><RTProperties><Format><node/></Format><Type>${type}</Type></RTProperties>${inner}</Node>`;
  const account = node(
    'X',
    '<DDFName>urn:oma:mo:oma-dm-dmacc:1.0</DDFName>',
    leaf('AppID', 'w7') +
      leaf('ServerID', 'x') +
      leaf('Name', 'N'.repeat(length)) +
      node('AppAddr', '<DDFName/>', node('1', '<DDFName/>', leaf('Addr', 'https://x.example/'))),
  );
  return `<SyncML><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>./</LocURI></Target><Source><LocURI>https://x.example/</LocURI></Source></SyncHdr><SyncBody><Add><CmdID>1</CmdID><Item><Target><LocURI>./Inbox</LocURI></Target><Meta><Format>bin</Format><Type>application/vnd.syncml.dmtnds+wbxml</Type></Meta><Data><MgmtTree><VerDTD>1.2</VerDTD>${account}</MgmtTree></Data></Item></Add><Final/></SyncBody></SyncML>`;
}

function encoded(length: number): Uint8Array {
  const message = messageFromXml(xmlWithName(length));
  if (!message.ok) throw new Error(message.error.code);
  return message.value;
}

/** A message with one account of exactly `size` bytes, at least 600: its Name is drawn out. */
export function messageOfSize(size: number): Uint8Array {
  let length = size - encoded(1).length;
  for (let round = 0; round < 4; round++) {
    const message = encoded(length);
    if (message.length === size) return message;
    length += size - message.length;
  }
  throw new Error(`no message of ${size} bytes`);
}
