import { MultiSelect } from '@mantine/core';
import { useState } from 'react';
import type { Choice, Kind } from './search';
import { useFound } from './useFound';

interface ChooseManyProps {
  kind: Kind;
  label: string;
  required?: boolean;
  chosen: readonly Choice[];
  onChange: (chosen: Choice[]) => void;
}

/** Some of many things, looked for at the hub while somebody types. */
export function ChooseMany({ kind, chosen, onChange, ...rest }: ChooseManyProps) {
  const [typed, setTyped] = useState('');
  const { choices, data, nothing } = useFound(kind, typed, chosen);
  return (
    <MultiSelect
      {...rest} searchable hidePickedOptions data={data} filter={({ options }) => options} searchValue={typed} onSearchChange={setTyped} nothingFoundMessage={nothing}
      value={chosen.map((choice) => String(choice.id))}
      onChange={(ids) => onChange(ids.flatMap((id) => [...chosen, ...choices].find((choice) => String(choice.id) === id) ?? []))}
    />
  );
}
