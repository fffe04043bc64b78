using System.Globalization;
using System.Text.RegularExpressions;

namespace Plugin.Node.Configuration;

/// <summary>One reading of a configuration file: all that is wrong with it, what its owner should know, and every key that was asked for.</summary>
internal sealed partial class ConfigReading(string file)
{
    private readonly Dictionary<string, (int Line, string What)> _problems = [];
    private readonly List<string> _warnings = [];
    private readonly List<YamlSection> _finished = [];
    private readonly SortedDictionary<string, KeyShape> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = [];

    public string File => file;

    public IReadOnlyList<string> Warnings => [.. _warnings.Distinct()];

    /// <summary>Every key asked for so far, as <c>databases[].label</c>, with the shape its value has to have.</summary>
    public IReadOnlyDictionary<string, KeyShape> Known => _known;

    /// <summary>Those among them that the file has.</summary>
    public IReadOnlySet<string> Given => _given;

    /// <summary>A key without the numbers of list items.</summary>
    public static string Plain(string key) => Index.Replace(key, "[]");

    public void Ask(string key, KeyShape shape, bool isGiven)
    {
        _known[Plain(key)] = shape;
        if (isGiven)
        {
            _given.Add(Plain(key));
        }
    }

    /// <summary>Only the first problem with a key is told: others mostly follow from it.</summary>
    public void Report(int line, string key, string what) => _problems.TryAdd(key, (line, what));

    public void Warn(int line, string key, string what) => _warnings.Add($"{At(line)}: {key} {what}.");

    /// <summary>Everything in this section that means something has been asked for.</summary>
    public void Finished(YamlSection section) => _finished.Add(section);

    /// <summary>Runs one part of the reading; what stops it is one problem among others.</summary>
    public T Part<T>(Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (WrongKeyException e)
        {
            Report(e.Line, e.Key, e.What);
            return otherwise;
        }
    }

    /// <exception cref="ConfigException">There are problems: all of them.</exception>
    public void Conclude()
    {
        // Last, because the right place of a key may be in a section that was read later.
        foreach (var section in _finished)
        {
            section.ReportUnknown(_known.Keys);
        }

        if (_problems.Count > 0)
        {
            throw new ConfigException(string.Join('\n', _problems.OrderBy(p => p.Value.Line).Select(p => $"{At(p.Value.Line)}: {p.Key} {p.Value.What}")));
        }
    }

    private string At(int line) => string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index { get; }
}

/// <summary>What a key's value has to be.</summary>
internal enum KeyShape
{
    Text,
    Flag,
    Whole,
    Number,
    Choice,
    Texts,
    Map,
    Section,
    Sections,
}

/// <summary>One key is wrong, so that what hangs on it cannot be read.</summary>
internal sealed class WrongKeyException(int line, string key, string what) : Exception($"{key} {what}")
{
    public int Line { get; } = line;

    public string Key { get; } = key;

    public string What { get; } = what;
}
