using System.Buffers.Binary;

namespace Plugin.EventLog.Tests.Faults.Sqlite;

/// <summary>What a power cut does to the end of SQLite's write-ahead log: what was not flushed is there in part, as anything, or not at all.</summary>
internal static class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    /// <summary>The offset behind the last commit.</summary>
    public static int LastCommit(ReadOnlySpan<byte> log)
    {
        var end = 0;
        if (log.Length < HeaderBytes)
        {
            return end;
        }

        var page = BinaryPrimitives.ReadInt32BigEndian(log[8..]);
        var salts = log[16..24];
        for (var frame = HeaderBytes; frame + FrameHeaderBytes + page <= log.Length; frame += FrameHeaderBytes + page)
        {
            // Frames of an earlier round of the log, not overwritten yet, have other salts.
            if (!log.Slice(frame + 8, 8).SequenceEqual(salts))
            {
                break;
            }

            if (BinaryPrimitives.ReadInt32BigEndian(log[(frame + 4)..]) != 0)
            {
                end = frame + FrameHeaderBytes + page;
            }
        }

        return end;
    }

    /// <summary>Damages it somewhere behind this offset.</summary>
    public static void TearAfter(string path, int offset, Chance chance)
    {
        var log = File.ReadAllBytes(path);
        if (log.Length <= offset)
        {
            return;
        }

        var cut = chance.Between(offset, log.Length - 1);
        var torn = chance.Between(0, 2) switch
        {
            0 => log[..cut],
            1 => [.. log[..cut], .. chance.Bytes(log.Length - cut)],
            _ => [.. log[..cut], .. new byte[log.Length - cut]],
        };
        File.WriteAllBytes(path, torn);
    }
}
