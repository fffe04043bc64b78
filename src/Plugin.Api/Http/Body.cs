using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Plugin.Api.Http;

/// <summary>
/// A JSON object read field by field: every error of the body is told at once and by field, and a key nobody asked for is an error.
/// Integers and booleans may come as text, as vantage6 takes them; null is refused unless a field says otherwise.
/// </summary>
internal sealed partial class Body
{
    private readonly JsonElement _root;
    private readonly HashSet<string> _known = [];
    private readonly HashSet<string> _nullable = [];
    private readonly Dictionary<string, List<string>> _errors = [];
    private bool _orMore;

    private Body(JsonElement root) => _root = root;

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

    /// <summary>
    /// For stations, which may be newer than this silo: a field that nobody asked for is no error here, unless there are others.
    /// </summary>
    public Body OrMore()
    {
        _orMore = true;
        return this;
    }

    /// <summary>Fields in which some client sends null where it has nothing to say: they count as absent then.</summary>
    public Body NullIsAbsent(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _nullable.Add(name);
        }

        return this;
    }

    /// <summary>As <see cref="Ignore"/>, for a null in a field that else refuses it: then the field counts as absent.</summary>
    public bool IsNull(string name) => _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

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

    private Dictionary<string, List<string>> Finish()
    {
        if (_orMore && _errors.Count == 0)
        {
            return _errors;
        }

        foreach (var property in _root.EnumerateObject())
        {
            if (!_known.Contains(property.Name) && !_errors.ContainsKey(property.Name))
            {
                Fail(property.Name, "Unknown field.");
            }
        }

        return _errors;
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

        if (value.ValueKind == JsonValueKind.Null && _nullable.Contains(name))
        {
            return false;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            Fail(name, "May not be null.");
            return false;
        }

        return true;
    }
}
