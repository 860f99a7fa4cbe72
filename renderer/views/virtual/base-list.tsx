import { useText } from '../../components/use-text.ts';
import { type BaseGroup, baseGroups, baseTitle } from '../../model/card-bases.ts';
import { useApp } from '../../stores/app-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';

interface Props {
  readonly query: string;
  readonly chosen: string;
  readonly onChoose: (name: string, title: string) => void;
}

function Group({ group, rows, chosen, onChoose }: BaseGroup & Omit<Props, 'query'>) {
  const t = useText();
  const language = useApp((state) => state.language);
  return (
    <fieldset className="base-group">
      <legend>
        {t(`virtual.group.${group}`)} <span className="num">{rows.length}</span>
      </legend>
      {rows.map(({ name, platform, title }) => (
        <label key={name} className={name === chosen ? 'base chosen' : 'base'} data-testid="base" data-base={name}>
          <input
            type="radio"
            name="card-base"
            checked={name === chosen}
            onChange={() => onChoose(name, baseTitle(title, language))}
          />
          <span className="base-title">{baseTitle(title, language)}</span>
          <span className="base-code mono cut">{name.replace(/^fault-/, '')}</span>
          <span className="base-platform">{t(`platform.${platform}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** All cards that one can be made after, narrowed to what fits the words. Arrow keys go from one to the next. */
export function BaseList({ query, chosen, onChoose }: Props) {
  const t = useText();
  const bases = useVirtual((state) => state.bases);
  const groups = baseGroups(bases, query);
  return (
    <div className="base-list scroll" data-testid="base-list">
      {groups.length === 0 && <p className="quiet">{t('virtual.noBase')}</p>}
      {groups.map((group) => (
        <Group key={group.group} {...group} chosen={chosen} onChoose={onChoose} />
      ))}
    </div>
  );
}
