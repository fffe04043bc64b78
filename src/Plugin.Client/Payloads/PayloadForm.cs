namespace Plugin.Client.Payloads;

/// <summary>An encrypted payload's two forms on the wire.</summary>
public enum PayloadForm
{
    /// <summary>Inside JSON: <c>base64(K)$base64(IV)$base64(C)</c>.</summary>
    Text,

    /// <summary>Travelling by itself: <c>base64(K)$base64(IV)$</c> and then the bytes of C.</summary>
    Upload,
}
