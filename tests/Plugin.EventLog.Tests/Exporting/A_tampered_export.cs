using System.IO.Compression;
using System.Text;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Exporting;

namespace Plugin.EventLog.Tests.Exporting;

public sealed class A_tampered_export
{
    [Theory]
    [InlineData("manifest.json", 0x01)]
    [InlineData("manifest.json", 0x20)]
    [InlineData("README.txt", 0x01)]
    [InlineData("checkpoint.txt", 0x01)]
    [InlineData("checkpoint.txt", 0x20)]
    [InlineData("keys.txt", 0x01)]
    [InlineData("keys.txt", 0x20)]
    [InlineData("index.txt", 0x01)]
    [InlineData("events.jsonl", 0x01)]
    [InlineData("events.jsonl", 0x20)]
    public async Task In_which_any_byte_was_changed_is_bad(string name, byte bits)
    {
        await using var log = await ExportedLog.Of(14);
        var export = await log.Thing("thing-0-1", 11, 13);
        var content = ExportedLog.Part(export, name);
        for (var i = 0; i < content.Length; i++)
        {
            content[i] ^= bits;
            var changed = ExportedLog.With(export, name, content);
            Assert.True(await IsBad(changed), $"{name}, byte {i}: {Encoding.UTF8.GetString(content)}");
            content[i] ^= bits;
        }
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0xff)]
    public async Task Whose_file_was_changed_anywhere_is_bad_or_still_says_the_same(byte bits)
    {
        await using var log = await ExportedLog.Of(3);
        var export = await log.Range(2, 2);
        var parts = Same(export);
        for (var i = 0; i < export.Length; i++)
        {
            export[i] ^= bits;
            if (!await IsBad(export))
            {
                Assert.Equal(parts, Same(export));
            }

            export[i] ^= bits;
        }
    }

    [Fact]
    public async Task That_was_cut_off_anywhere_is_bad()
    {
        await using var log = await ExportedLog.Of(3);
        var export = await log.Range(2, 2);

        for (var length = 0; length < export.Length; length++)
        {
            Assert.True(await IsBad(export[..length]), $"{length} bytes");
        }
    }

    [Fact]
    public async Task Names_the_position_whose_content_was_changed() => Assert.Equal(
        "the event at position 4 is bad: its content does not match its leaf hash",
        await Changed(3, 6, lines => lines[2] = lines[2].Replace("\\\"number\\\":3", "\\\"number\\\":9", StringComparison.Ordinal)));

    [Fact]
    public async Task Whose_changed_event_has_a_leaf_made_anew_does_not_lead_to_the_root()
    {
        await using var log = await ExportedLog.Of(40);
        var stored = (await log.Store.Log.Read(3, 1, CancellationToken.None))[0] with { Data = "{}"u8.ToArray() };
        var forged = Encoding.UTF8.GetString(ExportedEvent.Line(stored with { Leaf = Entry.Leaf(stored) })).TrimEnd('\n');

        Assert.StartsWith(
            "its events and hashes do not lead to the root that was signed", await Changed(log, 3, 6, lines => lines[2] = forged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_event_left_out_of_a_range_names_it() => Assert.StartsWith(
        "hashes are missing before the event at position 5", await Changed(3, 6, lines => lines.RemoveAt(2)), StringComparison.Ordinal);

    [Fact]
    public async Task With_events_in_another_order_names_one() => Assert.StartsWith(
        "hashes are missing before the event at position 5", await Changed(3, 6, lines => (lines[2], lines[3]) = (lines[3], lines[2])),
        StringComparison.Ordinal);

    [Fact]
    public async Task With_an_event_twice_names_it() => Assert.StartsWith(
        "the event at position 4 stands in line 4, after position 4", await Changed(3, 6, lines => lines.Insert(3, lines[2])),
        StringComparison.Ordinal);

    [Fact]
    public async Task That_ends_before_its_last_event_says_so() => Assert.StartsWith(
        "hashes are missing after the last event", await Changed(3, 6, lines => lines.RemoveAt(4)), StringComparison.Ordinal);

    [Fact]
    public async Task In_which_an_event_of_a_thing_is_hidden_behind_its_hash_is_bad()
    {
        await using var log = await ExportedLog.Of(40);

        Assert.Equal(
            "version 3 of thing-0-1 is missing before the event at position 17: a part of its history was left out",
            await ExportedLog.Refusal(await log.Thing("thing-0-1", 11, 13, 17, 19)));
        Assert.Equal("it says that it is about thing-0-1, and has no event of it", await ExportedLog.Refusal(await log.Thing("thing-0-1", 1)));
    }

    [Fact]
    public async Task Of_another_log_is_not_trusted()
    {
        await using var log = await ExportedLog.Of(6);
        await using var other = await ExportedLog.Of(6, seed: 2);
        var (export, foreign) = (await log.Range(1, 6), await other.Range(1, 6));

        Assert.Contains("which is not the one that you trust", await ExportedLog.Refusal(foreign, log.Key), StringComparison.Ordinal);
        Assert.Contains(
            "the checkpoint of 6 of", await ExportedLog.Refusal(ExportedLog.With(export, "checkpoint.txt", ExportedLog.Part(foreign, "checkpoint.txt"))),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "its events and hashes do not lead to the root",
            await ExportedLog.Refusal(ExportedLog.With(
                ExportedLog.With(export, "events.jsonl", ExportedLog.Part(foreign, "events.jsonl")), "index.txt", ExportedLog.Part(foreign, "index.txt"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_files_more_or_less_is_none()
    {
        await using var log = await ExportedLog.Of(6);
        var parts = ExportedLog.Parts(await log.Range(1, 6));

        Assert.Equal("it has no events.jsonl, so it is no export or not a whole one", await ExportedLog.Refusal(Zip(parts[..^1])));
        Assert.Equal("it has a file other.txt, which no export has", await ExportedLog.Refusal(Zip([.. parts, ("other.txt", [])])));
        Assert.Equal("it has two files of one name", await ExportedLog.Refusal(Zip([.. parts, parts[0]])));
        Assert.StartsWith("it is no zip archive", await ExportedLog.Refusal("Dear auditor"u8.ToArray()), StringComparison.Ordinal);
    }

    private static byte[] Zip((string, byte[])[] parts) => ExportedLog.Zipped(parts, CompressionLevel.Fastest);

    private static async Task<string> Changed(long from, long to, Action<List<string>> change)
    {
        await using var log = await ExportedLog.Of(40);
        return await Changed(log, from, to, change);
    }

    private static async Task<string> Changed(ExportedLog log, long from, long to, Action<List<string>> change)
    {
        var export = await log.Range(from, to);
        var lines = Encoding.UTF8.GetString(ExportedLog.Part(export, "events.jsonl")).Split('\n').ToList();
        change(lines);
        return await ExportedLog.Refusal(ExportedLog.With(export, "events.jsonl", Encoding.UTF8.GetBytes(string.Join('\n', lines))), log.Key);
    }

    private static string Same(byte[] export) =>
        string.Concat(ExportedLog.Parts(export).Select(part => $"{part.Name}:{Convert.ToHexString(part.Content)}"));

    private static async Task<bool> IsBad(byte[] export)
    {
        try
        {
            await ExportedLog.Check(export);
            return false;
        }
        catch (BadExportException)
        {
            return true;
        }
    }
}
