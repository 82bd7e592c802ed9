// A field with its label above and, when it was refused, an amber sentence below.
import { type ReactNode, type Ref, useState } from 'react';
import { Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button';
import { Icon } from './icons';

type Props = Omit<TextFieldProps, 'children' | 'className'> & {
  label: string;
  refusal?: string | undefined;
  help?: string | undefined;
  big?: boolean;
  end?: ReactNode;
  inputRef?: Ref<HTMLInputElement>;
};

export function Refusal({ text }: { text: string }) {
  return (
    <span className="refusal">
      <Icon name="alert" size={15} />
      <span>{text}</span>
    </span>
  );
}

export function Field({ label, refusal, help, big, end, inputRef, ...rest }: Props) {
  return (
    <TextField {...rest} className="field" isInvalid={refusal !== undefined} validationBehavior="aria">
      <Label>{label}</Label>
      <div className={big ? 'inp big' : 'inp'}>
        <Input {...(inputRef ? { ref: inputRef } : {})} />
        {end}
      </div>
      {refusal !== undefined && (
        <Text slot="description">
          <Refusal text={refusal} />
        </Text>
      )}
      {refusal === undefined && help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
    </TextField>
  );
}

export function PasswordField(props: Omit<Props, 'end' | 'type'>) {
  const { t } = useTranslation('ui');
  const [shown, setShown] = useState(false);
  const end = (
    <IconButton
      className="tight"
      icon={shown ? 'eye-off' : 'eye'}
      label={t(shown ? 'password.hide' : 'password.show')}
      onPress={() => setShown(!shown)}
    />
  );
  return <Field {...props} type={shown ? 'text' : 'password'} end={end} />;
}
