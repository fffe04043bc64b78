import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from './Problem';

interface ConfirmProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What it does, and what else goes with it. */
  children: ReactNode;
  /** What the button says: the act itself, never "OK". */
  act: string;
  onConfirm: () => Promise<unknown>;
  destructive?: boolean;
}

/** Asks before something that cannot be taken back; stays open and says why when it is refused. */
export function Confirm({ opened, onClose, title, children, act, onConfirm, destructive = true }: ConfirmProps) {
  const { t } = useTranslation('frame');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setError(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      close();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <div>{children}</div>
        {error !== null && <Problem error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>{t('cancel')}</Button>
          <Button {...(destructive ? { color: 'red' } : {})} loading={busy} onClick={() => void confirm()}>{act}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface ConfirmButtonProps extends Omit<ConfirmProps, 'opened' | 'onClose'> {
  label: string;
  disabled?: boolean;
}

/** A button that asks before it acts. */
export function ConfirmButton({ label, disabled = false, ...rest }: ConfirmButtonProps) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant={rest.destructive === false ? 'default' : 'light'} {...(rest.destructive === false ? {} : { color: 'red' })} disabled={disabled} onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Confirm opened={opened} onClose={() => setOpened(false)} {...rest} />
    </>
  );
}
