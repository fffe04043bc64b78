using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Plugin.Api.Tests.Fuzzing;

/// <summary>Makes requests' parts that nobody sane sends, and some that are nearly right; the same ones for the same seed.</summary>
internal sealed class Hostility(int seed, JsonObject document)
{
    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "null", "true", "[]", "{}", "%", "%00", "%%", "..", "../../etc/passwd", "' or 1=1 --", "\"; drop table users; --",
        "<script>alert(1)</script>", "${jndi:ldap://x}", "\u0000", "\u202e", "a\r\nX-Evil: 1", "é€😀", "２", "NaN", "1e400", "2147483648",
        "9223372036854775807", "99999999999999999999", "1,2,3", "1,,x", "+1", "0x10", "root", "alice", "completed", "open", "2026-01-01",
        "0001-01-01", "9999-12-31T23:59:59.9999999+14:00", "2026-13-45", "1:1", "1:99999999", "user-1", "run-1", "000.p/1", "x001/234", "name", "-id",
        "organizations", "task,runs,results", "e30=", "algorithms:1", "a b", "a+b", "a&b=c", "a;b", "a/b", "a\\b", "#", "?",
    ];

    private static readonly string[] Broken =
    [
        "", "{", "}", "[", "[]", "null", "1", "\"x\"", "{\"a\":", "{\"a\":1,}", "{'a':1}", "{\"a\":1}{\"b\":2}", "{\"a\":1,\"a\":2}", "\ufeff{}",
        "{\"name\":\"\\ud800\"}", "{\"\\udfff\":1}", "{\"name\":\"\\u0000\"}", "{\"id\":1e999}", "{\"id\":-0}", "{\"id\":1.0}", "{\"id\":0.1e1}",
        "{\"id\":123456789012345678901234567890}", "{\"__proto__\":{}}", "{\"id\":[[[[[[[[]]]]]]]]}", "{\"$ref\":\"#\"}", "\0\0\0", "{} x", "/**/{}",
    ];

    /// <summary>What a field of that name takes, so that some requests get further than to their first mistake.</summary>
    private static readonly Dictionary<string, string> Likely = new()
    {
        ["name"] = "Fuzz #",
        ["username"] = "fuzz#",
        ["email"] = "fuzz#@example.org",
        ["password"] = "Some-password-1",
        ["image"] = "algorithms:1",
        ["input"] = "e30=",
        ["session"] = "session-fuzzed",
        ["version"] = "1.0",
        ["label"] = "default",
        ["state"] = "active",
        ["status"] = "active",
        ["description"] = "Fuzzed #",
        ["kind"] = "fork",
    };

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public bool Chance(double share) => _random.NextDouble() < share;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public string Text() => _random.Next(8) switch
    {
        0 => new string((char)_random.Next(1, 0xd7ff), _random.Next(1, 2000)),
        1 => string.Concat(Enumerable.Range(0, _random.Next(1, 40)).Select(_ => (char)_random.Next(1, 0xd7ff))),
        2 => Pick(Texts) + Pick(Texts),
        _ => Pick(Texts),
    };

    /// <summary>An id that may well exist, or something in its place.</summary>
    public string Id(bool mayExist) => _random.Next(10) switch
    {
        < 6 when mayExist => _random.Next(1, 12).ToString(CultureInfo.InvariantCulture),
        // Some of the others are a number after all, and not always a large one.
        _ when !mayExist => _random.Next(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture),
        < 7 => _random.Next(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture),
        < 9 => Pick((string[])["0", "-1", "2147483647", "2147483648", "abc", "1.0", "%31", "1%00", "+1", "٣", "1e1"]),
        _ => Uri.EscapeDataString(Text()),
    };

    /// <summary>A body for a schema, with some of its fields replaced, left out or added; or no JSON at all.</summary>
    public byte[] Body(JsonObject? schema, bool mayExist)
    {
        if (schema is null || Chance(0.15))
        {
            return Chance(0.7) ? Encoding.UTF8.GetBytes(Pick(Broken)) : Bytes();
        }

        if (Chance(0.03))
        {
            return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Pick((string[])["[", "{\"a\":"]), _random.Next(50, 20_000))));
        }

        // Half of them are right but for what nobody can know: what hides behind the checks of a body is asked for, too.
        var isTame = Chance(0.5);
        var value = Value(schema, mayExist, isTame, 0);
        if (value is JsonObject o && !isTame && Chance(0.3))
        {
            if (o.Count > 0 && Chance(0.5))
            {
                o.Remove(Pick([.. o.Select(field => field.Key)]));
            }
            else
            {
                o[Text()] = Anything(0);
            }
        }

        return Encoding.UTF8.GetBytes(value?.ToJsonString() ?? "null");
    }

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(0, 3000)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private JsonObject Resolve(JsonObject schema) => (string?)schema["$ref"] is { } reference
        ? Resolve(reference.Split('/').Skip(1).Aggregate<string, JsonNode>(document, (node, name) => node[name]!).AsObject())
        : schema;

    private JsonNode? Value(JsonObject given, bool mayExist, bool isTame, int depth)
    {
        var schema = Resolve(given);
        if ((!isTame && Chance(0.08)) || depth > 5)
        {
            return Anything(depth);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray choices)
        {
            return Value(choices[_random.Next(choices.Count)]!.AsObject(), mayExist, isTame, depth + 1);
        }

        return (string?)(schema["type"] is JsonArray types ? types[_random.Next(types.Count)] : schema["type"]) switch
        {
            "object" => new JsonObject((schema["properties"]?.AsObject() ?? [])
                .Where(field => isTame ? Requires(schema, field.Key) || Chance(0.1) : Chance(0.85))
                .Select(field => KeyValuePair.Create(
                    field.Key,
                    Likely.TryGetValue(field.Key, out var likely) && (isTame || Chance(0.8))
                        ? likely.Replace("#", $"{_random.Next(100_000)}", StringComparison.Ordinal)
                        : Value(field.Value!.AsObject(), mayExist, isTame, depth + 1)))),
            "array" => new JsonArray([.. Enumerable.Range(0, Chance(0.02) ? 500 : _random.Next(isTame ? 1 : 0, 4)).Select(_ => Value(schema["items"]!.AsObject(), mayExist, isTame, depth + 1))]),
            "integer" => mayExist ? _random.Next(isTame ? 1 : -1, isTame ? 4 : 12) : _random.Next(1_000_000, int.MaxValue),
            "boolean" => Chance(0.5),
            "string" => Text(),
            "null" => null,
            _ => Anything(depth),
        };
    }

    private static bool Requires(JsonObject schema, string field) =>
        schema["required"]?.AsArray().Any(name => (string)name! == field) is true;

    private JsonNode? Anything(int depth) => _random.Next(depth > 3 ? 7 : 9) switch
    {
        0 => null,
        1 => Chance(0.5),
        2 => _random.Next(int.MinValue, int.MaxValue),
        3 => JsonNode.Parse(Pick((string[])["1e308", "-0.0", "123456789012345678901234567890", "1E-400", "0.1", "9223372036854775808"])),
        4 or 5 => Text(),
        6 => Chance(0.5),
        7 => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Anything(depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, _random.Next(4)).Select(i => KeyValuePair.Create($"{i}{Pick(Texts)}", Anything(depth + 1)))),
    };
}
