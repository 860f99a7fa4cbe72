import { appError } from '../../core/base/app-error.ts';
import { utf8 } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { messageInput } from '../../core/bootstrap/message-input.ts';
import { messageFromSource } from '../../core/bootstrap/message-source.ts';
import { starterSource } from '../../core/bootstrap/message-source-starter.ts';
import { parseMessageSource } from '../../core/bootstrap/message-source-text.ts';
import { messageFromXml } from '../../core/bootstrap/message-xml.ts';
import type { ObjectsAct } from '../../core/plan/objects.ts';
import { type ProvisioningProfile, parseProfile } from '../../core/plan/profile.ts';
import { PROVISIONING_PROFILES, provisioningProfile } from '../../core/plan/profile-builtin.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { Answer, RequestName } from '../ipc/contract.ts';
import type { ObjectsWish, ProfileChoice, ProfileInfo } from '../ipc/provision-contract.ts';
import type { CardFlows } from './card-flows.ts';
import type { Handlers } from './request-handlers.ts';
import type { Session } from './session.ts';
import type { WithRead } from './stored-key-handlers.ts';

type ProvisionRequest = Extract<RequestName, `provision.${string}` | `objects.${string}`>;

function profileOf(choice: ProfileChoice): Result<ProvisioningProfile> {
  if ('text' in choice) return parseProfile(choice.text, choice.name);
  const profile = provisioningProfile(choice.builtIn);
  return profile === undefined
    ? err(
        appError('profile-invalid', { path: choice.builtIn, place: 'the top level', reason: 'no profile is built in' }),
      )
    : ok(profile);
}

function infoOf({ name, title, files, application, objects }: ProvisioningProfile): ProfileInfo {
  return {
    name,
    title,
    files,
    folder: ['3F00', ...application.path].join(' '),
    objects: objects.map(({ label, fid, size = null, access }) => {
      const rules = access !== undefined && !('arr' in access) && !('expanded' in access) ? access : undefined;
      return { label, fid, size, read: rules?.read ?? 'always', update: rules?.update ?? 'adm1' };
    }),
  };
}

/** What a file gives: its bytes where they are a message, else what its text encodes to. */
function messageOf(file: Uint8Array): Result<Uint8Array> {
  const input = messageInput(file);
  if (input.kind === 'xml') return messageFromXml(input.xml);
  if (input.kind === 'source') {
    const source = parseMessageSource(input.text.replace(/^\uFEFF/, ''));
    return source.ok ? messageFromSource(source.value) : source;
  }
  const { document, findings, size } = decodeMessage(input.bytes);
  // What follows the document in the file of a card is not the message's.
  if (document !== null) return ok(input.bytes.slice(0, size));
  const [finding] = findings;
  const reason = (finding?.message ?? 'it is empty').replace(/\.$/, '');
  return err(appError('message-invalid', { offset: finding?.where.offset ?? 0, reason }));
}

function actOf(wish: ObjectsWish): ObjectsAct {
  if (wish.kind !== 'add') return wish;
  const { allowFindings = false, ...act } = wish;
  return { ...act, allowance: { allowFindings } };
}

/** Keeps a plan for its run. */
function kept(session: Session, plan: Result<WritePlan>): Result<Answer<'plan.make'>> {
  return plan.ok ? ok({ plan: plan.value, id: session.putPlan({ plan: plan.value }) }) : plan;
}

/** Provisioning: profiles, messages to begin with, and the plans for application and objects. */
export function provisionHandlers(flows: CardFlows, withRead: WithRead): Pick<Handlers, ProvisionRequest> {
  return {
    'provision.profiles': async () => ok(PROVISIONING_PROFILES.map(infoOf)),

    'provision.profile': async ({ profile }) => {
      const found = profileOf(profile);
      return found.ok ? ok(infoOf(found.value)) : found;
    },

    'provision.message': async ({ from }) => {
      const message = messageOf('file' in from ? from.file : utf8(starterSource(from.template)));
      return message.ok ? ok({ message: message.value }) : message;
    },

    'provision.plan': ({ session, profile, messages, allowFindings = false }) =>
      withRead(session, async (found, read) => {
        const chosen = profileOf(profile);
        if (!chosen.ok) return chosen;
        return kept(found, await flows.provision(found, read, chosen.value, messages, { allowFindings }));
      }),

    'provision.remove': ({ session, deleteFiles }) =>
      withRead(session, async (found, read) => kept(found, await flows.unprovision(found, read, deleteFiles))),

    'objects.plan': ({ session, act, deleteFiles }) =>
      withRead(session, async (found, read) =>
        kept(found, await flows.changeObjects(found, read, actOf(act), deleteFiles)),
      ),
  };
}
