using System.Globalization;
using System.Runtime.CompilerServices;
using Plugin.Node.Configuration;

namespace Plugin.Node.Checks;

/// <summary>
/// Looks at everything a station needs before it is started, or while it runs: nothing here opens a session at the hub, starts a container or
/// writes anything that stays.
/// </summary>
public static class StationChecks
{
    /// <summary>One finding after the other, in the order in which they are best mended.</summary>
    public static async IAsyncEnumerable<Finding> Run(StationConfig config, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var finding in Configuration(config))
        {
            yield return finding;
        }

        await foreach (var finding in HubChecks.Run(config, time, cancellationToken))
        {
            yield return finding;
        }

        await foreach (var finding in RuntimeChecks.Run(config, cancellationToken))
        {
            yield return finding;
        }

        foreach (var finding in FolderChecks.Run(config.DataFolder))
        {
            yield return finding;
        }

        foreach (var source in config.Databases)
        {
            yield return await SourceChecks.Run(source, cancellationToken);
        }
    }

    private static IEnumerable<Finding> Configuration(StationConfig config)
    {
        yield return Finding.Good("configuration", "It can be read, and every setting in it is known.");
        foreach (var warning in config.Warnings)
        {
            yield return Finding.Warning("configuration", warning, "Close the file to others, or move the secret into one that is.");
        }

        if (config.Policies is { AllowedImages: [] } and not { EitherImageOrStore: true, AllowedStores: [_, ..] })
        {
            yield return Finding.Warning("policies", "No image is allowed, so every run will be refused.", "Name the images that may run under policies.allowed_images.");
        }

        if (config.Databases.Count == 0)
        {
            yield return Finding.Warning("data sources", "There are none, so only tasks that read nothing can run.", "List them under databases.");
        }
    }

    internal static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GB");

    /// <summary>Of the innermost cause, which says what went wrong; those around it only where.</summary>
    internal static string Root(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message.TrimEnd('.');
    }
}
