import type { DecoderName } from '../known-file.ts';
import type { FieldDecoder } from './field.ts';
import {
  decodeAcc,
  decodeAd,
  decodeAdAlone,
  decodeGid,
  decodeIccid,
  decodeImsi,
  decodeLanguages,
  decodeLanguagesSim,
  decodeNaiUri,
  decodePhase,
  decodeSecret,
  decodeSpn,
} from './identity.ts';

/** The decoders that `known-files-*.ts` name. */
export const FILE_DECODERS: Readonly<Partial<Record<DecoderName, FieldDecoder>>> = {
  acc: decodeAcc,
  ad: decodeAd,
  adAlone: decodeAdAlone,
  gid: decodeGid,
  iccid: decodeIccid,
  imsi: decodeImsi,
  languages: decodeLanguages,
  languagesSim: decodeLanguagesSim,
  naiUri: decodeNaiUri,
  phase: decodePhase,
  secret: decodeSecret,
  spn: decodeSpn,
};
