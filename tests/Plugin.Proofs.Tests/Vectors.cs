namespace Plugin.Proofs.Tests;

internal static class Vectors
{
    public const string Spki = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErpNdtUvZyg/fIYAgemmVv6aV2pG7Xg/VFXmI3mHuIKSV2yI3+BgTot9NsI9ULzuEOPYMr6pniFyzmMA6g3mjLA==";
    public const string Signature = "MEUCIQCCq4ocvaqfITG9ekqvtaOmtRqhPO2IsyzmDjMXC+xdpQIgZ3R44DHq2snkH46tnJ2mNK6Tkp4gsEdYnpAVLbavVr4=";
}
