using System.Security.Cryptography;
using System.Text;

namespace Plugin.Proofs;

/// <summary>Signs notes with a private key that stays with the caller.</summary>
public sealed class NoteSigner(string name, ECDsa privateKey)
{
    public NoteKey Key { get; } = new(name, privateKey.ExportSubjectPublicKeyInfo());

    public NoteSignature Sign(string text) => new(
        Key.Name,
        Key.Id,
        privateKey.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
}
