// A local certificate authority and a certificate for this host, so that TLS is on from the first minute. EC P-256.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace sidetone::app {

struct CertificateFiles {
    std::filesystem::path authority;      ///< ca.pem, to be imported by browsers and phones
    std::filesystem::path authority_key;  ///< mode 0600
    std::filesystem::path certificate;    ///< leaf and authority
    std::filesystem::path key;            ///< mode 0600
};

/// The authority is good for ten years, the certificate for 397 days. `hosts`: names and addresses it is for; the first
/// is its common name. Throws std::runtime_error.
void make_certificates(const CertificateFiles& files, const std::string& system_name,
                       const std::vector<std::string>& hosts);

/// When the first certificate in a PEM file ends; none if it cannot be read.
std::optional<base::Time> certificate_expiry(const std::filesystem::path& file);

}  // namespace sidetone::app
