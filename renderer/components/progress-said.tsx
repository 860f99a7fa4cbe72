interface Props {
  /** What has begun, or has ended; it must not change with every exchange. */
  readonly words: string;
}

/**
 * Says the beginning and the end of work to who does not see it. It stays on screen while its words change, for a live region
 * that comes with its words is not heard; the line that counts exchanges stands beside it and is silent.
 */
export function ProgressSaid({ words }: Props) {
  return (
    <p className="hidden-text" role="status">
      {words}
    </p>
  );
}
