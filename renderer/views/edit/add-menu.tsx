import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useText } from '../../components/use-text.ts';
import type { FormAddition } from '../../model/form-sections.ts';
import { editTree } from '../../services/edit-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  /** What the section is called. */
  readonly name: string;
  readonly additions: readonly FormAddition[];
}

/** Path of the first value that an addition brings: where the typing goes on. */
function firstValue({ node, path }: FormAddition): string {
  let at = path;
  for (let inner = node; inner.value === null; ) {
    const [first] = inner.children;
    if (first === undefined) break;
    inner = first;
    at = `${at}/${inner.name}`;
  }
  return at;
}

export function addToForm(tab: CardTab, addition: FormAddition): void {
  const { parent, at, node } = addition;
  const fault = editTree(tab, [{ op: 'insert', parent, at, nodes: [node] }]);
  if (fault === null) updateTab(tab.id, { field: firstValue(addition) });
}

/** Everything that the table has room for here, with what it is for. */
export function AddMenu({ tab, name, additions }: Props) {
  const t = useText();
  const language = useApp((state) => state.language);
  if (additions.length === 0) return null;
  return (
    <MenuTrigger>
      <Button className="link" aria-label={`${t('edit.addMore')}: ${name}`} data-testid={`add-${additions[0]?.parent}`}>
        <span aria-hidden="true">+</span> {t('edit.addMore')}
      </Button>
      <Popover className="menu-popover" placement="bottom end">
        <Menu
          className="menu scroll"
          aria-label={t('edit.addHere', { name })}
          onAction={(key) => {
            const addition = additions.find(({ path }) => path === key);
            if (addition !== undefined) addToForm(tab, addition);
          }}
        >
          {additions.map((addition) => (
            <MenuItem key={addition.path} id={addition.path} className="menu-item" textValue={addition.label}>
              <span className="mono">{addition.label}</span>
              <span className="menu-help">{addition.row.help[language]}</span>
              {addition.required && <span className="menu-mark">{t('edit.required')}</span>}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
