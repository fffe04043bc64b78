namespace Plugin.Node.Payloads;

/// <summary>How inputs are opened and results are closed in this node's collaboration. Contents of any size take the same memory.</summary>
public interface IPayloads
{
    /// <exception cref="FormatException">The input cannot be read; the message may be shown to the researcher.</exception>
    byte[] Open(string input);

    /// <summary>The same for an input of any size.</summary>
    /// <exception cref="FormatException">As above; what was written until then is of no use.</exception>
    Task Open(Stream wire, Stream content, CancellationToken cancellationToken);

    /// <summary>The same for what travels by itself.</summary>
    /// <exception cref="FormatException">As above.</exception>
    Task OpenUpload(Stream wire, Stream content, CancellationToken cancellationToken);

    /// <summary>Finds out what <see cref="Close"/> will need, so that it needs nobody then.</summary>
    /// <exception cref="FormatException">Nothing can be closed for this organization; the message may be shown to the researcher.</exception>
    Task Learn(int organization, CancellationToken cancellationToken);

    /// <summary>Writes the wire's text of what <paramref name="content"/> holds, for one organization to read.</summary>
    /// <exception cref="FormatException">Nothing can be closed for this organization.</exception>
    Task Close(Stream content, int organization, Stream wire, CancellationToken cancellationToken);

    /// <summary>The same in the form in which it travels by itself.</summary>
    /// <param name="publicKey">The receiver's, in the wire's form.</param>
    /// <exception cref="FormatException">The key cannot be read.</exception>
    Task CloseUpload(Stream content, string publicKey, Stream wire, CancellationToken cancellationToken);
}
