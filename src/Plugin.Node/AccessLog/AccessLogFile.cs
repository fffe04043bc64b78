using System.Security.Cryptography;
using System.Text;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes;

namespace Plugin.Node.AccessLog;

/// <summary>
/// The access log of a data folder, appended to by one agent at a time and never changed. A crash may cut off the last line; the line stays, gets
/// its line break, and the next entry says so.
/// </summary>
public sealed class AccessLogFile : IAccessLog, IDisposable
{
    private readonly Dictionary<AttemptId, Dictionary<(string Event, string Source), AccessRecord>> _said = [];
    private readonly TimeProvider _time;
    private readonly FileStream _file;

    /// <param name="unfinished">The attempts that more may be said of.</param>
    public AccessLogFile(string path, IReadOnlySet<AttemptId> unfinished, TimeProvider time)
    {
        _time = time;
        var isNew = !File.Exists(path);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            if (isNew)
            {
                Durable.Mode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                Native.FlushFolder(Path.GetDirectoryName(path)!);
            }

            Recover(unfinished);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public AccessHead Head { get; private set; } = AccessHead.None;

    /// <summary>How many bytes of a line that a crash cut off were found at the end; null: none.</summary>
    public int? CutOff { get; private set; }

    public void Dispose() => _file.Dispose();

    public void Opened(ClaimGranted grant, PreparedImage image, int node, IReadOnlyList<RequestedDatabase> databases, string basis) =>
        Say(Id(grant), [.. databases.DistinctBy(d => d.Source.Label).Select(d => Of(grant, AccessEvents.Read) with
        {
            Node = node,
            Source = d.Source.Label,
            Type = d.Source.Type,
            Location = Locations.Shown(d.Source.Uri),
            Query = d.Query,
            Digest = image.Digest ?? image.Reference,
            Basis = basis,
        })]);

    public void Refused(ClaimGranted grant, int node, string basis) =>
        Say(Id(grant), [.. grant.Databases.DistinctBy(d => d.Label).Select(d => Of(grant, AccessEvents.Refused) with { Node = node, Source = d.Label, Basis = basis })]);

    public void Ended(ClaimGranted grant, string outcome, string cause)
    {
        if (_said.TryGetValue(Id(grant), out var said))
        {
            Say(Id(grant), [.. said.Values.Where(r => r.Event == AccessEvents.Read).Select(r => r with { Event = AccessEvents.Ended, Outcome = outcome, Cause = cause })]);
        }
    }

    public void Forget(AttemptId id) => _said.Remove(id);

    private void Say(AttemptId id, IReadOnlyList<AccessRecord> records)
    {
        if (!_said.TryGetValue(id, out var said))
        {
            _said[id] = said = [];
        }

        var news = records.Where(r => !said.ContainsKey((r.Event, r.Source!))).ToList();
        if (news.Count > 0)
        {
            Append(news);
            news.ForEach(r => said.Add((r.Event, r.Source!), r));
        }
    }

    private void Append(IReadOnlyList<AccessRecord> records)
    {
        var head = Head;
        var now = _time.GetUtcNow();
        var bytes = new MemoryStream();
        foreach (var record in records)
        {
            var line = Encoding.UTF8.GetBytes((record with { Entry = head.Entry + 1, Previous = head.Hash, At = now }).ToLine());
            bytes.Write(line);
            bytes.WriteByte((byte)'\n');
            head = new AccessHead(head.Entry + 1, Hash(line));
        }

        var end = _file.Position;
        try
        {
            bytes.WriteTo(_file);
            _file.Flush(flushToDisk: true);
        }
        catch
        {
            // What of it arrived is nobody's entry yet, and the next try begins where this one did.
            Rewind(end);
            throw;
        }

        Head = head;
    }

    private void Rewind(long end)
    {
        _file.Position = end;
        _file.SetLength(end);
    }

    private void Recover(IReadOnlySet<AttemptId> unfinished)
    {
        byte[]? last = null;
        var whole = true;
        foreach (var line in AccessLogReader.Lines(_file))
        {
            if (last is not null)
            {
                Learn(last, unfinished);
            }

            (last, whole) = (line.Bytes, line.IsWhole);
        }

        _file.Position = _file.Length;
        if (last is null)
        {
            return;
        }

        if (whole || AccessRecord.Parse(last) is { } complete && complete.Previous == Head.Hash)
        {
            Learn(last, unfinished);
        }
        else
        {
            CutOff = last.Length;
            Head = new AccessHead(Head.Entry + 1, Hash(last));
        }

        if (!whole)
        {
            _file.WriteByte((byte)'\n');
            _file.Flush(flushToDisk: true);
        }

        if (CutOff is { } bytes)
        {
            Append([new AccessRecord(0, "", default, AccessEvents.Interrupted) { Cause = $"The line before this one was cut off after {bytes} bytes." }]);
        }
    }

    private void Learn(byte[] line, IReadOnlySet<AttemptId> unfinished)
    {
        Head = new AccessHead(Head.Entry + 1, Hash(line));
        if (AccessRecord.Parse(line) is { Run: { } run, Attempt: { } attempt, Source: { } source } record && new AttemptId(run, attempt) is var id && unfinished.Contains(id))
        {
            if (!_said.TryGetValue(id, out var said))
            {
                _said[id] = said = [];
            }

            said[(record.Event, source)] = record;
        }
    }

    private static string Hash(byte[] line) => Convert.ToHexStringLower(SHA256.HashData(line));

    private static AttemptId Id(ClaimGranted grant) => new(grant.RunId, grant.Attempt);

    private static AccessRecord Of(ClaimGranted grant, string what) => new(0, "", default, what)
    {
        Run = grant.RunId,
        Attempt = grant.Attempt,
        Task = grant.TaskId,
        Job = grant.JobId,
        User = grant.InitUserId,
        Organization = grant.InitOrganizationId,
        Collaboration = grant.CollaborationId,
        Image = grant.Image,
    };
}
