using System.Text;
using Plugin.Contracts.Station;
using Plugin.Node.Contract;

namespace Plugin.Node.Attempts;

/// <summary>What an attempt reads and leaves, none of which is ever whole in memory.</summary>
internal sealed partial class RunAttempt
{
    /// <summary>Closed for who asked and on disk when it returns.</summary>
    /// <returns>Why that is not possible, or null.</returns>
    private async Task<string?> SealResult(Stream output, int organization, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Files.Seal(
                Id, ContentKind.Result, (wire, ct) => parts.Payloads.Close(output, organization, wire, ct), cancellationToken);
            return null;
        }
        catch (FormatException e)
        {
            return $"Its result cannot be encrypted for organization {organization}: {e.Message}";
        }
    }

    /// <summary>What the result is to be closed for, so that it can be although the hub is away then.</summary>
    /// <returns>Why it could not be, or null.</returns>
    private async Task<string?> Learnt(int organization, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Payloads.Learn(organization, cancellationToken);
            return null;
        }
        catch (FormatException)
        {
            return $"The result could not be encrypted: organization {organization}, which asked, has no readable public key at the hub.";
        }
    }

    /// <returns>Why the run cannot have them, or null.</returns>
    private async Task<string?> WriteFiles(ClaimGranted grant, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Files.Prepare(Id, grant.JobId, WriteInput, parts.Tokens.Mint(grant, node), cancellationToken);
            return null;
        }
        catch (FormatException e)
        {
            return $"The input cannot be read: {e.Message}";
        }
    }

    private async Task WriteInput(Stream file, CancellationToken cancellationToken)
    {
        if (_entry.Grant.Input is { } text)
        {
            await file.WriteAsync(parts.Payloads.Open(text), cancellationToken);
            return;
        }

        await using var wire = await parts.Hub.Input(Id.Run, Id.Attempt, cancellationToken);
        await parts.Payloads.Open(wire, file, cancellationToken);
    }

    /// <param name="keptBack">The operator is not asked about it, and without a word it does not leave.</param>
    private Task SealLog(bool keptBack, CancellationToken cancellationToken) => keptBack
        ? SealReason("This station keeps back what the algorithm printed.", cancellationToken)
        : parts.Files.Seal(Id, ContentKind.Log, WriteLog, cancellationToken);

    private Task WriteLog(Stream log, CancellationToken cancellationToken) => parts.Settings.ShareLogs.Contains(_entry.Grant.Image)
        ? parts.Runtime.CopyLog(Id, log, parts.Settings.LogBytes, cancellationToken)
        : log.WriteAsync("This station does not share the logs of algorithms."u8.ToArray(), cancellationToken).AsTask();

    private Task SealReason(string reason, CancellationToken cancellationToken) => parts.Files.Seal(
        Id, ContentKind.Log, (log, ct) => log.WriteAsync(Encoding.UTF8.GetBytes(reason), ct).AsTask(), cancellationToken);
}
