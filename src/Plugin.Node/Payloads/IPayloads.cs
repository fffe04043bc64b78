namespace Plugin.Node.Payloads;

/// <summary>How inputs are opened and results are closed in this node's collaboration.</summary>
public interface IPayloads
{
    /// <exception cref="FormatException">The input cannot be read; the message may be shown to the researcher.</exception>
    byte[] Open(string input);

    /// <summary>Writes the wire's text of what <paramref name="content"/> holds, for one organization to read.</summary>
    Task Close(Stream content, int organization, Stream wire, CancellationToken cancellationToken);
}
