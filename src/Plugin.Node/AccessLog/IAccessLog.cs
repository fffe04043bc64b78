using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Runtimes;

namespace Plugin.Node.AccessLog;

/// <summary>
/// Who read what here, when, and on what ground. Every call returns when it is on disk, and says the same thing of an attempt only once, so that a
/// stage can be begun again.
/// </summary>
public interface IAccessLog
{
    /// <summary>Before the attempt is started.</summary>
    /// <param name="basis">What allows it.</param>
    void Opened(ClaimGranted grant, PreparedImage image, int node, IReadOnlyList<RequestedDatabase> databases, string basis);

    /// <summary>Writes nothing of what was not opened.</summary>
    void Ended(ClaimGranted grant, string outcome, string cause);

    void Refused(ClaimGranted grant, int node, string basis);

    /// <summary>Nothing more will be said of the attempt.</summary>
    void Forget(AttemptId id);

    AccessHead Head { get; }
}
