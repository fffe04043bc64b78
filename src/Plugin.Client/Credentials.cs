namespace Plugin.Client;

/// <summary>Who logs in. Kept in memory as long as the connection, because an agent has to log in again after a long outage.</summary>
public abstract record Credentials
{
    private Credentials()
    {
    }

    public sealed record User(string Name, string Password, string? MfaCode = null) : Credentials
    {
        public override string ToString() => $"user {Name}";
    }

    public sealed record Node(string ApiKey) : Credentials
    {
        public override string ToString() => "node";
    }
}
