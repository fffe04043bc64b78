/** What the hub keeps of a public key: the PEM file, in base64. Null for what is no PEM public key. */
export function publicKeyOf(pem: string): string | null {
  return /-----BEGIN (RSA )?PUBLIC KEY-----[\sA-Za-z0-9+/=]+-----END (RSA )?PUBLIC KEY-----/.test(pem)
    ? btoa(Array.from(new TextEncoder().encode(pem.trim() + '\n'), (byte) => String.fromCharCode(byte)).join(''))
    : null;
}

export function pemOf(publicKey: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(publicKey), (letter) => letter.charCodeAt(0)));
  } catch {
    return publicKey;
  }
}
