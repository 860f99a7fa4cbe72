import { encoded } from './messages.ts';

/** A node that an Add makes: its address, and its value; null for an interior node, whose type may follow. */
export type NodeAdd = readonly [address: string, value: string | null, type?: string];

/** The account of the default message, one node at a time. */
export const ACCOUNT_ADDS: readonly NodeAdd[] = [
  ['./DMAcc/NordTel', null, 'urn:oma:mo:oma-dm-dmacc:1.0'],
  ['./DMAcc/NordTel/AppID', 'w7'],
  ['./DMAcc/NordTel/ServerID', 'nordtel'],
  ['./DMAcc/NordTel/Name', 'NordTel'],
  ['./DMAcc/NordTel/PrefConRef', './NAP/NordTelNet'],
  ['./DMAcc/NordTel/AppAddr', null],
  ['./DMAcc/NordTel/AppAddr/1', null],
  ['./DMAcc/NordTel/AppAddr/1/Addr', 'https://dm.nordtel.example/'],
  ['./DMAcc/NordTel/AppAddr/1/AddrType', 'URI'],
  ['./DMAcc/NordTel/AppAddr/1/Port/1/PortNbr', '443'],
  ['./DMAcc/NordTel/AAuthPref', 'DIGEST'],
  ['./DMAcc/NordTel/AppAuth/1/AAuthLevel', 'CLCRED'],
  ['./DMAcc/NordTel/AppAuth/1/AAuthType', 'DIGEST'],
  ['./DMAcc/NordTel/AppAuth/1/AAuthName', 'device'],
  ['./DMAcc/NordTel/AppAuth/1/AAuthSecret', 'Kestrel-4711'],
  ['./DMAcc/NordTel/AppAuth/2/AAuthLevel', 'SRVCRED'],
  ['./DMAcc/NordTel/AppAuth/2/AAuthType', 'DIGEST'],
  ['./DMAcc/NordTel/AppAuth/2/AAuthName', 'nordtel'],
  ['./DMAcc/NordTel/AppAuth/2/AAuthSecret', 'Aurora-0815'],
];

/** A message that makes its nodes one by one. */
export function withNodeAdds(adds: readonly NodeAdd[], source = 'https://dm.nordtel.example/'): Uint8Array {
  const commands = adds.map(([address, value, type], index) => {
    const kind = value === null ? type : 'text/plain';
    const meta = `<Meta><Format>${value === null ? 'node' : 'chr'}</Format>${kind === undefined ? '' : `<Type>${kind}</Type>`}</Meta>`;
    const data = value === null ? '' : `<Data>${value}</Data>`;
    return `<Add><CmdID>${index + 1}</CmdID><Item><Target><LocURI>${address}</LocURI></Target>${meta}${data}</Item></Add>`;
  });
  return encoded(
    `<SyncML><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>./</LocURI></Target><Source><LocURI>${source}</LocURI></Source></SyncHdr><SyncBody>${commands.join('')}<Final/></SyncBody></SyncML>`,
  );
}
