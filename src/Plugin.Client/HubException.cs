using System.Net;

namespace Plugin.Client;

/// <summary>The hub said no, or could not be reached. The message is fit to be shown to whoever asked.</summary>
public sealed class HubException : Exception
{
    /// <summary>The <see cref="Code"/> of a login that was refused, which no repetition mends. Any other 401 may be a hub's passing trouble.</summary>
    public const string LoginRefused = "login.refused";

    public HubException(HttpStatusCode? status, string? code, string message, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
        Code = code;
    }

    /// <summary>Null when there was no answer at all.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Stable and machine-readable where the hub gave one, for example <c>run.superseded</c>.</summary>
    public string? Code { get; }

    /// <summary>The same request may succeed later: no answer, an overloaded or restarting hub, a gateway in between.</summary>
    public bool IsTransient => Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)Status >= 500 && Status != HttpStatusCode.NotImplemented;
}
