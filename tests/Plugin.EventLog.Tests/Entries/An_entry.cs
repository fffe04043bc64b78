using System.Text;
using System.Text.Json;
using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Tests.Entries;

/// <summary>The vectors were computed by the Python function in the project's README, so two implementations agree on them.</summary>
public sealed class An_entry
{
    public static TheoryData<string, long, string, string, string, long, string, string, string> Vectors()
    {
        var vectors = new TheoryData<string, long, string, string, string, long, string, string, string>();
        var file = Path.Combine(AppContext.BaseDirectory, "Entries", "entry-vectors.json");
        foreach (var v in JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray())
        {
            vectors.Add(
                Text(v, "stream"), v.GetProperty("version").GetInt64(), Text(v, "name"), Text(v, "data"), Text(v, "metadata"),
                v.GetProperty("microseconds").GetInt64(), Text(v, "salt"), Text(v, "entry"), Text(v, "leaf"));
        }

        return vectors;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Has_these_bytes_and_this_leaf_for_ever(
        string stream, long version, string name, string data, string metadata, long microseconds, string salt, string entry, string leaf)
    {
        var @event = new NewEvent(name, Encoding.UTF8.GetBytes(data), Encoding.UTF8.GetBytes(metadata));
        var at = LogTime.FromMicroseconds(microseconds);

        Assert.Equal(entry, Convert.ToHexStringLower(Entry.Encode(stream, version, @event, at, Convert.FromHexString(salt))));
        Assert.Equal(leaf, Convert.ToHexStringLower(Entry.Leaf(stream, version, @event, at, Convert.FromHexString(salt))));
        Assert.Equal(entry.Length / 2, Entry.SizeOf(stream, @event));
    }

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
