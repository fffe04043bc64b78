namespace Plugin.Node.Payloads;

/// <summary>How inputs are opened and results are closed in this node's collaboration.</summary>
public interface IPayloads
{
    /// <exception cref="FormatException">The input cannot be read; the message may be shown to the researcher.</exception>
    byte[] Open(string input);

    /// <summary>The same for an input of any size.</summary>
    /// <exception cref="FormatException">As above; what was written until then is of no use.</exception>
    Task Open(Stream wire, Stream content, CancellationToken cancellationToken);

    /// <summary>Writes the wire's text of what <paramref name="content"/> holds, for one organization to read.</summary>
    Task Close(Stream content, int organization, Stream wire, CancellationToken cancellationToken);
}
