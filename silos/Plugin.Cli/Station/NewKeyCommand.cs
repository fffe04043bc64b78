using System.CommandLine;
using System.Security.Cryptography;
using Plugin.Client.Payloads;

namespace Plugin.Cli.Station;

/// <summary><c>plugin station new-key</c>: the key pair of an organization in an encrypted collaboration.</summary>
internal static class NewKeyCommand
{
    private const int Bits = 4096;

    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "Where the private key goes, for example organization.pem." };
        return new Command("new-key", "Makes the private key of an organization, in the form that vantage6 tools read too. Overwrites nothing.") { file }
            .Does(async (arguments, cancellationToken) =>
            {
                var path = Path.GetFullPath(arguments.GetRequiredValue(file));
                if (File.Exists(path))
                {
                    throw new CommandFailure($"{path} exists already. Without it nobody can read what was encrypted for it; move it away, or name another file.");
                }

                using var key = RSA.Create(Bits);
                try
                {
                    await using var writer = new StreamWriter(PrivateFile.Create(path));
                    await writer.WriteAsync((key.ExportRSAPrivateKeyPem() + "\n").AsMemory(), cancellationToken);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new CommandFailure($"{path} cannot be written: {e.Message}", e);
                }

                Console.WriteLine($"{path} holds the organization's private key, readable by its owner only. Fingerprint of the public key (SHA-256):");
                Console.WriteLine(PayloadEnvelope.Fingerprint(PayloadEnvelope.PublicKeyOf(key)));
                Console.WriteLine("Name it as private_key in station.yaml: at its start the station gives the public key to the hub. All nodes and users of the organization need this");
                Console.WriteLine("same file. Keep a copy in a safe place: without it no result that was encrypted for the organization can be read again.");
                return 0;
            });
    }
}
