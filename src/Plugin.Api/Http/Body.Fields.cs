using System.Globalization;
using System.Text.Json;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.AlgorithmStores;

namespace Plugin.Api.Http;

/// <summary>The kinds of fields there are. Each is null when the field is absent or does not fit; then it is among the errors.</summary>
internal sealed partial class Body
{
    public string? Text(string name, int max, bool required = false, int min = 0)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(name, "Not a string.");
            return null;
        }

        var text = value.GetString()!;
        if (text.Length < min || text.Length > max)
        {
            Fail(name, min > 0 ? $"Must have {min} to {max} characters." : $"Must have at most {max} characters.");
            return null;
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            Fail(name, "Contains a character that cannot be stored.");
            return null;
        }

        return text;
    }

    /// <summary>A field that is a text by contract and that some clients send as a number.</summary>
    public string? TextOrNumber(string name, int max)
    {
        if (_root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
        {
            Ignore(name);
            return number.ToString(CultureInfo.InvariantCulture);
        }

        return Text(name, max);
    }

    /// <summary>A name of an organisation, collaboration, study, task or node: the wire protocol tells ids from names by their digits.</summary>
    public string? Name(string name, bool required = false)
    {
        var text = Text(name, EntityName.MaxLength, required);
        if (text is not null && !EntityName.IsAcceptable(text))
        {
            Fail(name, EntityName.Rule);
        }

        return text;
    }

    public string? Base64(string name, int max)
    {
        var text = Text(name, max);
        if (text is not null && !System.Buffers.Text.Base64.IsValid(text))
        {
            Fail(name, "Not base64.");
        }

        return text;
    }

    /// <summary>1 or more.</summary>
    public int? Id(string name, bool required = false) => Find(name, required, out var value) ? AsId(name, value) : null;

    public long? Count(string name, bool required = false)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0)
        {
            return count;
        }

        Fail(name, "Not a whole number from 0.");
        return null;
    }

    /// <summary>An id, which some client sends as a list of one.</summary>
    public int? IdOrOnly(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1
            ? Ids(name)?[0]
            : Id(name);

    /// <summary>The address of an algorithm store, or of this hub as one knows it; without the slash at its end.</summary>
    public string? Url(string name, bool required = false)
    {
        if (Text(name, StoreUrl.MaxLength, required) is not { } text)
        {
            return null;
        }

        var url = StoreUrl.Trimmed(text);
        if (!StoreUrl.IsAcceptable(url))
        {
            Fail(name, StoreUrl.Rule);
        }

        return url;
    }

    public bool? Flag(string name, bool required = false)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number or JsonValueKind.String => value.ToString(),
            _ => "",
        };
        if (Flags.Parse(text) is { } flag)
        {
            return flag;
        }

        Fail(name, "Not a boolean.");
        return null;
    }

    public IReadOnlyList<int>? Ids(string name, bool required = false)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail(name, "Not a list of ids.");
            return null;
        }

        var ids = new List<int>();
        foreach (var item in value.EnumerateArray())
        {
            if (AsId(name, item) is not { } id)
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }

    /// <summary>At least one id, and none twice.</summary>
    public IReadOnlyList<int>? DistinctIds(string name, bool required = false)
    {
        var ids = Ids(name, required);
        if (ids is { Count: 0 })
        {
            Fail(name, "Names at least one.");
        }
        else if (ids is not null && ids.Distinct().Count() < ids.Count)
        {
            Fail(name, "Names one twice.");
        }

        return ids;
    }

    public DateTimeOffset? Time(string name)
    {
        if (!Find(name, false, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && WireTime.TryParse(value.GetString()!, out var time))
        {
            return time;
        }

        Fail(name, "Not an ISO 8601 date and time.");
        return null;
    }

    public JsonElement? Element(string name, JsonValueKind kind, bool required = false)
    {
        if (!Find(name, required, out var value))
        {
            return null;
        }

        if (value.ValueKind != kind)
        {
            Fail(name, kind == JsonValueKind.Array ? "Not a list." : "Not an object.");
            return null;
        }

        return value;
    }

    /// <summary>The objects of a required list; read each and <see cref="Take"/> it.</summary>
    public IEnumerable<Body> Items(string name, int most)
    {
        if (Element(name, JsonValueKind.Array, required: true) is not { } items)
        {
            yield break;
        }

        if (items.GetArrayLength() > most || items.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object))
        {
            Fail(name, $"Not a list of at most {most} objects.");
            yield break;
        }

        foreach (var item in items.EnumerateArray())
        {
            yield return new Body(item) { _orMore = _orMore };
        }
    }

    private int? AsId(string name, JsonElement value)
    {
        var text = value.ValueKind is JsonValueKind.Number or JsonValueKind.String ? value.ToString() : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >= 1)
        {
            return id;
        }

        Fail(name, "Not an id (a whole number from 1).");
        return null;
    }
}
