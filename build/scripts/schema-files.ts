import { z } from '../../core/base/zod.ts';
import { messageSourceSchema } from '../../core/bootstrap/message-source-schema.ts';
import { adminProfileFileSchema } from '../../core/card/admin-profile.ts';
import { profileSchema } from '../../core/plan/profile.ts';
import { traceHeaderSchema, traceLineSchema } from '../../core/transport/trace-file.ts';
import { cardImageSchema } from '../../core/virtual-card/card-image.ts';

const FORMATS = {
  'bootcard-admin-1.schema.json': {
    title: 'Bootcard command profile, bootcard-admin/1',
    schema: adminProfileFileSchema,
  },
  'bootcard-card-1.schema.json': { title: 'Bootcard card image, bootcard-card/1', schema: cardImageSchema },
  'bootcard-profile-1.schema.json': {
    title: 'Bootcard provisioning profile, bootcard-profile/1',
    schema: profileSchema,
  },
  'bootcard-trace-1-header.schema.json': {
    title: 'Bootcard trace, bootcard-trace/1: the first line',
    schema: traceHeaderSchema,
  },
  'bootcard-trace-1-line.schema.json': {
    title: 'Bootcard trace, bootcard-trace/1: every further line',
    schema: traceLineSchema,
  },
  'message-source.schema.json': { title: 'Bootcard message source', schema: messageSourceSchema },
} as const;

/** The JSON schemas of the file formats, made from what reads them: file name and text. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(FORMATS).map(([name, { title, schema }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
      return [name, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}
