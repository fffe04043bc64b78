using System.Security.Cryptography;
using System.Text;

namespace Plugin.Testing.Vantage6;

/// <summary>
/// The payloads of an encrypted collaboration, written from the contract alone: <c>base64(RSA-PKCS1(key))$base64(iv)$base64(AES-256-CTR)</c>. Nothing
/// of it is the product's, so the two cannot be wrong in the same way.
/// </summary>
public static class Envelope
{
    private const int BlockBytes = 16;

    /// <param name="publicKey">Base64 of a PEM file, as an organization has it.</param>
    public static string Close(byte[] content, string publicKey)
    {
        var (head, body) = Parts(content, publicKey);
        return head + Convert.ToBase64String(body);
    }

    /// <summary>As it is uploaded by itself: the last part is raw bytes.</summary>
    public static byte[] CloseForUpload(byte[] content, string publicKey)
    {
        var (head, body) = Parts(content, publicKey);
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    public static byte[] Open(string text, RSA privateKey)
    {
        var parts = text.Split('$', 3);
        return Ctr(Key(parts[0], privateKey), Convert.FromBase64String(parts[1]), Convert.FromBase64String(parts[2]));
    }

    public static byte[] OpenUpload(byte[] bytes, RSA privateKey)
    {
        var first = Array.IndexOf(bytes, (byte)'$');
        var second = Array.IndexOf(bytes, (byte)'$', first + 1);
        return Ctr(
            Key(Encoding.ASCII.GetString(bytes, 0, first), privateKey),
            Convert.FromBase64String(Encoding.ASCII.GetString(bytes, first + 1, second - first - 1)), bytes[(second + 1)..]);
    }

    private static (string Head, byte[] Body) Parts(byte[] content, string publicKey)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(publicKey)));
        var (key, iv) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(BlockBytes));
        var closed = rsa.Encrypt(key, RSAEncryptionPadding.Pkcs1);
        return ($"{Convert.ToBase64String(closed)}${Convert.ToBase64String(iv)}$", Ctr(key, iv, content));
    }

    private static byte[] Key(string closed, RSA privateKey) =>
        privateKey.Decrypt(Convert.FromBase64String(closed), RSAEncryptionPadding.Pkcs1);

    // Encrypting and decrypting are the same: the counter's blocks, encrypted, over the content.
    private static byte[] Ctr(byte[] key, byte[] iv, byte[] content)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var (counter, result) = ((byte[])iv.Clone(), new byte[content.Length]);
        for (var start = 0; start < content.Length; start += BlockBytes)
        {
            var block = aes.EncryptEcb(counter, PaddingMode.None);
            for (var i = 0; i < BlockBytes && start + i < content.Length; i++)
            {
                result[start + i] = (byte)(content[start + i] ^ block[i]);
            }

            for (var i = BlockBytes - 1; i >= 0 && ++counter[i] == 0; i--)
            {
            }
        }

        return result;
    }
}
