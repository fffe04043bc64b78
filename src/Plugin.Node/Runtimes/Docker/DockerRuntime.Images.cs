using System.Text.Json;
using Plugin.Contracts;
using Plugin.Node.Configuration;

namespace Plugin.Node.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    public async Task<PreparedImage> Prepare(string image, string? digest, CancellationToken cancellationToken)
    {
        if (ImageReference.Parse(image) is not { } named)
        {
            throw new StartRefusedException(RunStatus.NoImage, $"'{image}' is not the name of an image.");
        }

        var wanted = digest is null ? named : named.By(digest);
        // A digest means the same for ever, so only a tag may have moved.
        var there = config.Pull == ImagePull.Always && wanted.Digest is null ? null : await Local(wanted, cancellationToken);
        if (there is null)
        {
            await Pull(wanted, cancellationToken);
            there = await Local(wanted, cancellationToken);
        }

        return there is { } found
            ? new PreparedImage(found.GetProperty("Id").GetString()!, wanted.Digest ?? Digest(found, wanted))
            : throw new StartRefusedException(RunStatus.NoImage, $"The image '{wanted.Name}' is not at this station, although it was pulled.");
    }

    private async Task Pull(ImageReference image, CancellationToken cancellationToken)
    {
        if (config.Pull == ImagePull.Never || image.Repository.Length == 0)
        {
            throw new StartRefusedException(RunStatus.NoImage, image.Repository.Length == 0
                ? $"There is no image with the id {image.Name} at this station."
                : $"The image '{image.Name}' is not at this station, which does not pull images.");
        }

        var login = config.Registries.For(image);
        try
        {
            await _engine.Pull(image.Pullable, login, cancellationToken);
        }
        catch (EngineRefusedException e)
        {
            throw new StartRefusedException(
                RunStatus.NoImage, $"The image '{image.Name}' is not at this station and cannot be pulled: {RegistryLogins.Reason(e.Message, image, login)}", e);
        }
    }

    private async Task<JsonElement?> Local(ImageReference image, CancellationToken cancellationToken)
    {
        if (await _engine.Image(image.Name, cancellationToken) is { } found)
        {
            return found;
        }

        // An id counts as digest too, of an image that this station knows by the same repository: a hub that names an id must not reach others.
        return image is { Digest: { } id, Repository.Length: > 0 } && await _engine.Image(id, cancellationToken) is { } local && NamesOf(local).Any(image.IsRepositoryOf)
            ? local
            : null;
    }

    private static string Digest(JsonElement image, ImageReference named) =>
        Texts(image, "RepoDigests").Where(named.IsRepositoryOf).Select(d => d[(d.IndexOf('@') + 1)..]).FirstOrDefault() ?? image.GetProperty("Id").GetString()!;

    private static IEnumerable<string> NamesOf(JsonElement image) => Texts(image, "RepoTags").Concat(Texts(image, "RepoDigests"));

    private static IEnumerable<string> Texts(JsonElement image, string list) =>
        image.TryGetProperty(list, out var texts) && texts.ValueKind == JsonValueKind.Array ? texts.EnumerateArray().Select(t => t.GetString()!) : [];
}
