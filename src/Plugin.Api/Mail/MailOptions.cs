namespace Plugin.Api.Mail;

/// <summary>The mail server that takes the hub's mails.</summary>
/// <param name="From">The sender's address.</param>
/// <param name="StartTls">The connection is encrypted before anything is said.</param>
public sealed record MailOptions(string Host, int Port, string From, bool StartTls)
{
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Whom readers of a mail may ask.</summary>
    public string? Support { get; init; }

    /// <summary>At most one mail of a kind to a person in this time.</summary>
    public TimeSpan Between { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long to wait after a failure before the same mail is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    // The generated text would show the password.
    public override string ToString() => $"MailOptions {{ Host = {Host}, Port = {Port}, From = {From} }}";
}
