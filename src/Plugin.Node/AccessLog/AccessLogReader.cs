using System.Security.Cryptography;

namespace Plugin.Node.AccessLog;

/// <summary>Reads and checks an access log, also while an agent appends to it.</summary>
public static class AccessLogReader
{
    public const string FileName = "access-log.jsonl";

    /// <summary>Every entry that can be read.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<AccessRecord> Read(string path)
    {
        using var file = Open(path);
        foreach (var (bytes, _) in Lines(file))
        {
            if (AccessRecord.Parse(bytes) is { } record)
            {
                yield return record;
            }
        }
    }

    /// <summary>Recomputes the chain from its first line.</summary>
    /// <param name="noted">A head that was noted elsewhere: the log has to reach it.</param>
    public static AccessLogReport Verify(string path, AccessHead? noted)
    {
        using var file = Open(path);
        var chain = new ChainCheck(noted);
        foreach (var (bytes, isWhole) in Lines(file))
        {
            if (!chain.Take(bytes, isWhole))
            {
                break;
            }
        }

        return chain.Report();
    }

    /// <summary>Lines without their line breaks; the last may lack its.</summary>
    internal static IEnumerable<(byte[] Bytes, bool IsWhole)> Lines(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var line = new MemoryStream();
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var start = 0;
            for (var at = Array.IndexOf(buffer, (byte)'\n', 0, read); at >= 0; at = Array.IndexOf(buffer, (byte)'\n', start, read - start))
            {
                line.Write(buffer, start, at - start);
                yield return (line.ToArray(), true);
                line.SetLength(0);
                start = at + 1;
            }

            line.Write(buffer, start, read - start);
        }

        if (line.Length > 0)
        {
            yield return (line.ToArray(), false);
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>One line behind: whether a line was changed is told by those after it.</summary>
    private sealed class ChainCheck(AccessHead? noted)
    {
        private readonly List<long> _interrupted = [];
        private long _line;
        private string _hash = AccessRecord.Nothing;
        private bool _cut;
        private string? _atNoted;
        private (long Entry, string Why)? _wrong;
        private (long Line, string Why)? _doubt;

        public bool Take(byte[] bytes, bool isWhole)
        {
            _line++;
            var record = AccessRecord.Parse(bytes);
            var fits = record?.Previous == _hash;
            if (_doubt is { } doubt)
            {
                // If this line still fits the one before, that one is as it was, and what it says of its own predecessor is true.
                _wrong = fits ? doubt : (_line - 1, "it was changed");
                return false;
            }

            if (_cut && record?.Event != AccessEvents.Interrupted)
            {
                _wrong = (_line - 1, "it cannot be read, and the entry after it does not say that a crash cut it off");
                return false;
            }

            var before = _hash;
            _hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            _atNoted = noted?.Entry == _line ? _hash : _atNoted;
            _cut = record is null;
            if (record is null)
            {
                _interrupted.Add(_line);
                return true;
            }

            if (record.Entry != _line)
            {
                _wrong = (_line, $"it is in the place of entry {_line} but calls itself entry {record.Entry}: entries were removed, added or exchanged");
            }
            else if (record.Previous != before)
            {
                _doubt = _line == 1 ? null : (_line - 1, $"entry {_line} was written after another one: it was changed");
                _wrong = _line == 1 ? (1, "it says that there was an entry before it") : null;
            }

            return _wrong is null;
        }

        public AccessLogReport Report()
        {
            var wrong = _wrong ?? _doubt ?? Noted();
            return new AccessLogReport(wrong is null ? _line : wrong.Value.Item1 - 1, new AccessHead(_line, _hash), _interrupted, wrong?.Item1, wrong?.Item2);
        }

        private (long, string)? Noted() => noted switch
        {
            null or { Entry: 0 } => null,
            { Entry: var entry } when entry > _line => (_line + 1, $"the log ends after entry {_line}, but entry {entry} was noted: the end was cut off"),
            _ when _atNoted != noted.Hash => (noted.Entry, "it is not the one that was noted: the log was rewritten"),
            _ => null,
        };
    }
}

/// <param name="Good">How many entries, from the first on, are as they were written.</param>
/// <param name="Interrupted">Lines that a crash cut off; that is no sign of tampering.</param>
/// <param name="Wrong">The first wrong entry; null when there is none.</param>
public sealed record AccessLogReport(long Good, AccessHead Head, IReadOnlyList<long> Interrupted, long? Wrong, string? Why);
