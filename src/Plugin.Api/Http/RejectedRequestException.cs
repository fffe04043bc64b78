namespace Plugin.Api.Http;

/// <summary>A request that cannot be understood at all (size, content type, JSON): the edge answers it in the route's error shape.</summary>
internal sealed class RejectedRequestException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
