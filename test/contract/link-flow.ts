import { hex, toHex } from '../../core/base/bytes.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import { uicc } from '../../core/card/commands.ts';

const PKCS15_AID = hex('A000000063504B43532D3135');
const ICCID = hex('98000121436587092193');
const ODF = hex('A706300404026420');

/** What the link makes of a transport: the same on every one, whoever fetches what a card has waiting. */
export async function linkFlow(link: CardLink): Promise<readonly string[]> {
  const out: string[] = [];
  const send = async (command: Parameters<CardLink['send']>[0]): Promise<Uint8Array> => {
    const answer = await link.send(command);
    if (!answer.ok) {
      out.push(answer.error.code);
      return new Uint8Array();
    }
    out.push(`${toHex(answer.value.data)} ${answer.value.sw.toString(16)}`);
    return answer.value.data;
  };
  await send(uicc.select(0, 0x3f00, 0x0c));
  await send(uicc.select(0, 0x2fe2, 0x04));
  await send(uicc.readBinary(0, 0, 256));
  const channel = (await send(uicc.manageChannelOpen()))[0] ?? 0;
  await send(uicc.readBinarySfi(channel, 2, 10));
  await send(uicc.selectAid(channel, PKCS15_AID, 0x0c));
  await send(uicc.select(channel, 0x5031, 0x0c));
  await send(uicc.readBinary(channel, 0, 8));
  await send(uicc.verifyEmpty(channel, 0x0a));
  await send(uicc.updateBinary(channel, 0, Uint8Array.of(0)));
  await send(uicc.manageChannelClose(channel));
  await send(uicc.readBinary(0, 0, 10));
  return out;
}

/** Its answers from the contract card. */
export const LINK_FLOW = [
  ' 9000',
  '62178202412183022FE28A01058B032F06038002000A880110 9000',
  `${toHex(ICCID)} 9000`,
  '01 9000',
  `${toHex(ICCID)} 9000`,
  ' 9000',
  ' 9000',
  `${toHex(ODF)} 9000`,
  ' 63c3',
  ' 6982',
  ' 9000',
  `${toHex(ICCID)} 9000`,
];
