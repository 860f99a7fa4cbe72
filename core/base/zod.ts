import { z } from 'zod';

/**
 * zod, set up once for core: without its compiled parsers, because the pages' content security policy forbids `eval`.
 * Schemas are written without transforms, so that a JSON schema can be made from each.
 */
z.config({ jitless: true });

export { z };
