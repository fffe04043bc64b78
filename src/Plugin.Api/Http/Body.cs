using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plugin.Contracts;

namespace Plugin.Api.Http;

/// <summary>
/// A JSON object read field by field: every error of the body is told at once and by field, and a key nobody asked for is an error.
/// Integers and booleans may come as text, as vantage6 takes them; null is refused unless a field says otherwise.
/// </summary>
internal sealed class Body
{
    /// <summary>What a body of names, ids and addresses never needs.</summary>
    public const int SmallLimit = 64 * 1024;

    private readonly JsonElement _root;
    private readonly HashSet<string> _known = [];
    private readonly Dictionary<string, List<string>> _errors = [];

    private Body(JsonElement root) => _root = root;

    /// <exception cref="RejectedRequestException">Too large (without reading on), not JSON, or not an object.</exception>
    public static async Task<Body> Read(HttpContext http, int limit, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytes(http, limit, cancellationToken);
        try
        {
            var root = JsonElement.Parse(bytes.Span);
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new RejectedRequestException(StatusCodes.Status400BadRequest, "body.malformed", "The body is not a JSON object.");
            }

            // Half a surrogate pair is valid JSON and no text: whoever reads it later would fail.
            return HasEscapedSurrogates(bytes.Span) && !IsText(root)
                ? throw new RejectedRequestException(
                    StatusCodes.Status400BadRequest, "body.malformed", "The body has an escaped character that is none (half a surrogate pair).")
                : new Body(root);
        }
        catch (JsonException e)
        {
            throw new RejectedRequestException(
                StatusCodes.Status400BadRequest, "body.malformed",
                $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
    }

    public bool HasFailed => _errors.Count > 0;

    public bool Has(string name)
    {
        _known.Add(name);
        return _root.TryGetProperty(name, out _);
    }

    /// <summary>A key that some client sends and nobody reads.</summary>
    public Body Ignore(string name)
    {
        _known.Add(name);
        return this;
    }

    /// <summary>As <see cref="Ignore"/>, for a null in a field that else refuses it: then the field counts as absent.</summary>
    public bool IsNull(string name) => _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

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
    public string? TextOrNumber(string name, int max) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? Known(name, number.ToString(CultureInfo.InvariantCulture))
            : Text(name, max);

    /// <summary>1 or more.</summary>
    public int? Id(string name, bool required = false) => Find(name, required, out var value) ? AsId(name, value) : null;

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
            yield return new Body(item);
        }
    }

    /// <summary>An object inside this one; its errors become errors of the field that holds it.</summary>
    public static Body Inner(JsonElement value) => new(value);

    public void Fail(string name, string error)
    {
        if (!_errors.TryGetValue(name, out var errors))
        {
            _errors[name] = errors = [];
        }

        errors.Add(error);
    }

    public void Take(string name, Body inner)
    {
        foreach (var (field, errors) in inner.Finish())
        {
            foreach (var error in errors)
            {
                Fail(name, $"{field}: {error}");
            }
        }
    }

    /// <summary>The answer to an invalid body; null when there is nothing wrong. Ask after all fields were read.</summary>
    public IResult? Invalid()
    {
        var errors = Finish();
        return errors.Count == 0
            ? null
            : ErrorShapes.Invalid(errors.ToDictionary(e => e.Key, e => (IReadOnlyList<string>)e.Value));
    }

    /// <summary>The same on a route of our own.</summary>
    public IResult? Problems()
    {
        var errors = Finish();
        return errors.Count == 0
            ? null
            : ErrorShapes.Problem(
                StatusCodes.Status400BadRequest, "body.invalid",
                string.Join(" ", errors.SelectMany(field => field.Value.Select(error => $"{field.Key}: {error}"))));
    }

    private static bool HasEscapedSurrogates(ReadOnlySpan<byte> json) =>
        json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0;

    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.Object => element.EnumerateObject().All(property => property.Name is not null && IsText(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytes(HttpContext http, int limit, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (!request.HasJsonContentType())
        {
            throw new RejectedRequestException(
                StatusCodes.Status415UnsupportedMediaType, "content-type.wrong", "The body must be JSON (Content-Type: application/json).");
        }

        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        // Grows with what arrives, so that an announced length costs nothing.
        var bytes = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await request.Body.ReadAsync(bytes.GetMemory(4096), cancellationToken);
            if (read == 0)
            {
                return bytes.WrittenMemory;
            }

            bytes.Advance(read);
            if (bytes.WrittenCount > limit)
            {
                throw TooLarge(limit);
            }
        }
    }

    private static RejectedRequestException TooLarge(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "body.too-large", $"The body is larger than the {limit} bytes that this route takes.");

    private Dictionary<string, List<string>> Finish()
    {
        foreach (var property in _root.EnumerateObject())
        {
            if (!_known.Contains(property.Name) && !_errors.ContainsKey(property.Name))
            {
                Fail(property.Name, "Unknown field.");
            }
        }

        return _errors;
    }

    private string Known(string name, string text)
    {
        _known.Add(name);
        return text;
    }

    private bool Find(string name, bool required, out JsonElement value)
    {
        _known.Add(name);
        if (!_root.TryGetProperty(name, out value))
        {
            if (required)
            {
                Fail(name, "Missing.");
            }

            return false;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            Fail(name, "May not be null.");
            return false;
        }

        return true;
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
