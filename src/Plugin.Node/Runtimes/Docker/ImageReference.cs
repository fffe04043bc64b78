using System.Text.RegularExpressions;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>An image's name in its parts: <c>[registry/]repository[:tag][@digest]</c>, or the bare id of a local image.</summary>
/// <param name="Repository">With its registry, as the name has it.</param>
internal sealed partial record ImageReference(string Name, string Repository, string? Tag, string? Digest)
{
    public const string UsualRegistry = "docker.io";

    public string Registry
    {
        get
        {
            var first = Repository.Split('/')[0];
            return Repository.Contains('/') && (first.Contains('.') || first.Contains(':') || first == "localhost") ? first : UsualRegistry;
        }
    }

    /// <summary>What is pulled: exactly one image.</summary>
    public string Pullable => Digest is not null ? $"{Repository}@{Digest}" : $"{Repository}:{Tag ?? "latest"}";

    /// <summary>Null when it is no name. It becomes part of the engine's addresses.</summary>
    public static ImageReference? Parse(string name)
    {
        if (!Safe.IsMatch(name))
        {
            return null;
        }

        if (Id.IsMatch(name))
        {
            return new ImageReference(name, "", null, name);
        }

        var at = name.IndexOf('@');
        var (rest, digest) = at < 0 ? (name, null) : (name[..at], name[(at + 1)..]);
        var colon = rest.LastIndexOf(':');
        return colon > rest.LastIndexOf('/')
            ? new ImageReference(name, rest[..colon], rest[(colon + 1)..], digest)
            : new ImageReference(name, rest, null, digest);
    }

    public ImageReference By(string digest) => this with { Name = $"{Repository}@{digest}", Tag = null, Digest = digest };

    /// <summary>Whether one of the engine's names of an image (<c>repository:tag</c> or <c>repository@digest</c>) is of this repository.</summary>
    public bool IsRepositoryOf(string name) => Parse(name) is { } other && Familiar(other.Repository) == Familiar(Repository);

    // Docker leaves out what Podman says in full.
    private static string Familiar(string repository)
    {
        foreach (var prefix in (string[])["docker.io/library/", "docker.io/", "localhost/"])
        {
            if (repository.StartsWith(prefix, StringComparison.Ordinal))
            {
                return repository[prefix.Length..];
            }
        }

        return repository;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:/@-]*$")]
    private static partial Regex Safe { get; }

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex Id { get; }
}
