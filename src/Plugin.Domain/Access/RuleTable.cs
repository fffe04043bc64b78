namespace Plugin.Domain.Access;

/// <summary>The whole of who may do what. Everything else in this folder is read from here.</summary>
internal static class RuleTable
{
    /// <summary>
    /// Each cell is one rule: its id, then who has it by default. V: Viewer, and so Researcher, Organization Admin and Collaboration Admin;
    /// R: Researcher and Collaboration Admin; OA: Organization Admin and Collaboration Admin; CA: Collaboration Admin; N: nodes;
    /// K: containers. Root has all. A dash: there is no such rule.
    /// </summary>
    private const string Table = """
        | resource      | operation | global | collaboration | organisation | own  |
        |---------------|-----------|--------|---------------|--------------|------|
        | node          | view      | 1      | 2 V           | 3 V N K      | -    |
        | node          | create    | 7      | 8 CA          | 9 OA         | -    |
        | node          | edit      | 4      | 5             | 6 OA N       | -    |
        | node          | delete    | 10     | 11 CA         | 12           | -    |
        | collaboration | view      | 13     | -             | 14 V N K     | -    |
        | collaboration | create    | 17     | -             | -            | -    |
        | collaboration | edit      | 15     | 16 CA         | -            | -    |
        | collaboration | delete    | 18     | 19            | -            | -    |
        | organisation  | view      | 20 CA  | 22 V N K      | 21 V N K     | -    |
        | organisation  | create    | 26     | -             | -            | -    |
        | organisation  | edit      | 23     | 25 CA         | 24 OA N      | -    |
        | organisation  | delete    | 27     | -             | -            | -    |
        | task          | view      | 28     | 29 V N K      | 30           | 31   |
        | task          | create    | 32     | 33 R          | -            | -    |
        | task          | delete    | 34     | 35            | 36 R         | 37   |
        | run           | view      | 38     | 39 V N K      | 40           | 41   |
        | user          | view      | 42     | 43 CA         | 44 V         | -    |
        | user          | create    | 45     | 46 CA         | 47 OA        | -    |
        | user          | edit      | 48     | 49 CA         | 50 OA        | 51 V |
        | user          | delete    | 52     | 53            | 54 OA        | 55 V |
        | role          | view      | 56     | 57 CA         | 58 V         | -    |
        | role          | create    | 59     | 60            | 61 OA        | -    |
        | role          | edit      | 62     | 63            | 64 OA        | -    |
        | role          | delete    | 65     | 66            | 67 OA        | -    |
        | port          | view      | 68     | -             | 69 V N K     | -    |
        | event         | send      | 75     | 74 CA         | 73 OA        | -    |
        | event         | receive   | 72     | 71 V          | 70 V         | -    |
        | study         | view      | 76     | 78 CA         | 77 V N K     | -    |
        | study         | create    | 82     | 83 CA         | -            | -    |
        | study         | edit      | 79     | 80 CA         | 81           | -    |
        | study         | delete    | 84     | 85 CA         | 86           | -    |
        """;

    private static readonly Scope[] Columns = [Scope.Global, Scope.Collaboration, Scope.Organisation, Scope.Own];

    private static readonly (Rule Rule, string[] Holders)[] Cells = [.. Read().OrderBy(cell => cell.Rule.Id)];

    public static ValueList<Rule> Rules { get; } = [.. Cells.Select(cell => cell.Rule)];

    public static RuleSet HeldBy(params string[] holders) =>
        RuleSet.Of(Cells.Where(cell => cell.Holders.Intersect(holders).Any()).Select(cell => cell.Rule.Id));

    private static IEnumerable<(Rule Rule, string[] Holders)> Read() =>
        from line in Table.Split('\n').Skip(2)
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        let resource = Enum.Parse<Resource>(cells[1], ignoreCase: true)
        let operation = Enum.Parse<Operation>(cells[2], ignoreCase: true)
        from column in Enumerable.Range(0, Columns.Length)
        let words = cells[column + 3].Split(' ')
        where words[0] != "-"
        select (new Rule(int.Parse(words[0]), resource, operation, Columns[column]), words[1..]);
}
