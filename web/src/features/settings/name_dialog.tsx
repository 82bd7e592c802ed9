import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Field } from '../../ui/field';

type Props = {
  title: string;
  text?: string;
  action: string;
  name: string;
  placeholder?: string;
  onClose: () => void;
  onName: (name: string) => void;
};

export function NameDialog({ title, text, action, name, placeholder, onClose, onName }: Props) {
  const { t } = useTranslation(['devices', 'ui']);
  const [value, setValue] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = value.trim();
    if (next === '') return;
    onClose();
    onName(next);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {text && <p>{text}</p>}
      <form onSubmit={submit}>
        <Field
          label={t('devices:name')}
          value={value}
          onChange={setValue}
          maxLength={64}
          autoFocus
          {...(placeholder ? { help: placeholder } : {})}
        />
        <div className="begin">
          <Button label={t('ui:cancel')} onPress={onClose} />
          <Button type="submit" look="primary" label={action} isDisabled={value.trim() === ''} />
        </div>
      </form>
    </Dialog>
  );
}
