import { Autocomplete, FileButton, Button, Group, JsonInput, MultiSelect, NativeSelect, Stack, TagsInput, TextInput, Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { isOptional, type Argument, type Fault, type Value } from './arguments';

interface ArgumentFieldProps {
  argument: Argument;
  value: Value;
  fault: Fault | undefined;
  columns: readonly string[];
  members: readonly Schema<'Organization'>[];
  change: (value: Value) => void;
}

/** The control that fits an argument's type. */
export function ArgumentField({ argument, value, fault, columns, members, change }: ArgumentFieldProps) {
  const { t } = useTranslation('research');
  const { type } = argument;
  const text = typeof value === 'string' ? value : '';
  const texts = typeof value === 'string' ? (value === '' ? [] : [value]) : [...value];
  const allowed = (argument.allowed_values as readonly unknown[]).map(String);
  const common = {
    label: argument.display_name || argument.name, description: argument.description || undefined, withAsterisk: !isOptional(argument), error: fault ? t(`fault.${fault}`) : undefined, mb: 'sm', maw: 520,
  };
  const organizations = members.map((one) => ({ value: String(one.id), label: one.name ?? String(one.id) }));
  const leftOut = isOptional(argument) ? t('new.leftOut') : t('new.choose');
  switch (type) {
    case 'boolean':
      return <Checkbox label={common.label} description={common.description} error={common.error} mb="sm" checked={text === 'true'} onChange={(event) => change(event.currentTarget.checked ? 'true' : 'false')} />;
    case 'column':
      return <Autocomplete {...common} value={text} data={[...columns]} onChange={change} placeholder={columns.length > 0 ? leftOut : t('new.typeColumn')} limit={200} />;
    case 'column_list':
      return <TagsInput {...common} value={texts} data={[...columns]} onChange={change} clearable placeholder={texts.length > 0 ? '' : columns.length > 0 ? leftOut : t('new.typeColumns')} acceptValueOnBlur clearButtonProps={{ 'aria-label': t('new.empty', { name: common.label }) }} />;
    case 'organization':
      return <NativeSelect {...common} value={text} data={[{ value: '', label: leftOut }, ...organizations]} onChange={(event) => change(event.currentTarget.value)} />;
    case 'organization_list':
      return <MultiSelect {...common} value={texts} data={organizations} onChange={change} clearable searchable placeholder={texts.length > 0 ? '' : leftOut} clearButtonProps={{ 'aria-label': t('new.empty', { name: common.label }) }} />;
    case 'json':
      return (
        <Stack gap={4} mb="sm">
          <JsonInput {...common} mb={0} maw={720} value={text} onChange={change} autosize minRows={3} formatOnBlur validationError={t('fault.json')} />
          <Group><FileButton accept="application/json,.json" onChange={(file) => void file?.text().then(change)}>{(props) => <Button size="compact-sm" variant="subtle" {...props}>{t('new.fromFile')}</Button>}</FileButton></Group>
        </Stack>
      );
    default:
      if (type.endsWith('_list')) {
        return allowed.length > 0
          ? <MultiSelect {...common} value={texts} data={allowed} onChange={change} clearable placeholder={texts.length > 0 ? '' : leftOut} clearButtonProps={{ 'aria-label': t('new.empty', { name: common.label }) }} />
          : <TagsInput {...common} value={texts} onChange={change} clearable allowDuplicates placeholder={texts.length > 0 ? '' : t('new.typeSeveral')} acceptValueOnBlur clearButtonProps={{ 'aria-label': t('new.empty', { name: common.label }) }} />;
      }

      return allowed.length > 0
        ? <NativeSelect {...common} value={text} data={[{ value: '', label: leftOut }, ...allowed]} onChange={(event) => change(event.currentTarget.value)} />
        : <TextInput {...common} value={text} inputMode={type === 'integer' ? 'numeric' : type === 'float' ? 'decimal' : 'text'} onChange={(event) => change(event.currentTarget.value)} />;
  }
}
