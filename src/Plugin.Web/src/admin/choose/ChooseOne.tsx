import { Select, type SelectProps } from '@mantine/core';
import { useState } from 'react';
import { useNameOf } from './NameOf';
import type { Kind } from './search';
import { useFound } from './useFound';

interface ChooseOneProps extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'searchable' | 'filter' | 'onSearchChange' | 'nothingFoundMessage'> {
  kind: Kind;
  value: number | null;
  onChange: (id: number | null) => void;
  /** What is in no list any more is found by its number. */
  byNumber?: boolean;
}

/** One of many things, looked for at the hub while somebody types. */
export function ChooseOne({ value, ...rest }: ChooseOneProps) {
  return value === null ? <Field chosen={null} {...rest} /> : <Chosen chosen={value} {...rest} />;
}

function Chosen({ chosen, ...rest }: Omit<ChooseOneProps, 'value'> & { chosen: number }) {
  return <Field chosen={{ id: chosen, name: useNameOf(rest.kind, chosen) }} {...rest} />;
}

function Field({ kind, chosen, onChange, byNumber = false, ...rest }: Omit<ChooseOneProps, 'value'> & { chosen: { id: number; name: string } | null }) {
  const [typed, setTyped] = useState('');
  const { data, nothing } = useFound(kind, typed, chosen ? [chosen] : []);
  const numbered = byNumber && /^[1-9][0-9]{0,8}$/.test(typed) && !data.some((option) => option.value === typed) ? [{ value: typed, label: typed }] : [];
  return (
    <Select
      {...rest} searchable data={[...numbered, ...data]} filter={({ options }) => options} onSearchChange={setTyped} nothingFoundMessage={nothing}
      value={chosen ? String(chosen.id) : null} onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  );
}
