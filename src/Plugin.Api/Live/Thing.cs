using System.Globalization;
using Plugin.Contracts;

namespace Plugin.Api.Live;

/// <summary>What an event is about, as far as a page wants to know. Of alarms there is one for all of them.</summary>
internal readonly record struct Thing(string Kind, int Id)
{
    /// <summary>Null for streams that no page shows by themselves.</summary>
    public static Thing? Of(string stream)
    {
        var dash = stream.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            return null;
        }

        if (stream.StartsWith("alarm-", StringComparison.Ordinal))
        {
            return new Thing(LiveKinds.Alarm, 0);
        }

        var kind = stream.AsSpan(0, dash) switch
        {
            "task" => LiveKinds.Task,
            "run" => LiveKinds.Run,
            "node" => LiveKinds.Node,
            "collaboration" => LiveKinds.Collaboration,
            "organisation" => LiveKinds.Organization,
            "user" => LiveKinds.User,
            "role" => LiveKinds.Role,
            "study" => LiveKinds.Study,
            "algorithm_store" => LiveKinds.Store,
            _ => null,
        };
        return kind is not null && int.TryParse(stream.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new Thing(kind, id)
            : null;
    }

    /// <summary>A change of it may change what somebody may see.</summary>
    public bool IsAboutRights => Kind is LiveKinds.User or LiveKinds.Role or LiveKinds.Collaboration or LiveKinds.Organization;
}
