import { fromHex } from '../../../core/base/bytes.ts';
import { fakeCard } from './fake-card.ts';

/** `card-process.ts PORT ANSWER`: a card in a process of its own that answers every command alike, for measurements. */
const [port = '', answer = ''] = process.argv.slice(2);
const bytes = fromHex(answer);
if (bytes === undefined) throw new Error('the answer is not hex');

await fakeCard({ port: Number(port), answer: () => bytes }).insert();
process.send?.('ready');
process.once('disconnect', () => process.exit());
