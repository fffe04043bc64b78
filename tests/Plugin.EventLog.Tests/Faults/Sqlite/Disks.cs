namespace Plugin.EventLog.Tests.Faults.Sqlite;

/// <summary>
/// At one of its writes, done in part, the machine stops: what the disk holds then, and what had been said, is kept. The process itself
/// goes on, which nobody looks at.
/// </summary>
internal sealed class StoppingDisk(string folder, string image, int stopAt, double part, Journal journal) : IDisk
{
    private readonly Lock _moment = new();
    private int _writes;

    /// <summary>What had been said when the machine stopped; null while it runs.</summary>
    public Journal? Said { get; private set; }

    public nint Write(nint count, Func<nint, nint> write)
    {
        // One write after the other, so that the others wait while the moment is kept.
        lock (_moment)
        {
            if (++_writes == stopAt)
            {
                write((nint)(count * part));
                Stop();
            }

            return write(count);
        }
    }

    /// <summary>Its end, if it has not come yet.</summary>
    public void Stop()
    {
        if (Said is null)
        {
            // First what was said: it can only be less than what is stored.
            Said = journal.Copy();
            Directory.CreateDirectory(image);
            foreach (var file in Directory.EnumerateFiles(folder, "plugin.db*").Where(f => Path.GetExtension(f) is ".db" or ".db-wal"))
            {
                File.Copy(file, Path.Combine(image, Path.GetFileName(file)));
            }
        }
    }
}

/// <summary>Some of its writes fail.</summary>
internal sealed class FailingDisk(int from, int count, int error) : IDisk
{
    private int _writes;

    public nint Write(nint bytes, Func<nint, nint> write)
    {
        var number = Interlocked.Increment(ref _writes);
        return number >= from && number < from + count ? WatchedDisk.Fail(error) : write(bytes);
    }
}
