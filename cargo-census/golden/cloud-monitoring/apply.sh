#!/usr/bin/env bash
# Made by `cargo census export cloud-monitoring`. Sends the bodies beside it: the metric's
# descriptor first, since an objective on a metric that is not known is refused. Run again, it
# changes what is there and makes nothing twice. It wants `curl`, and a token: that of `gcloud`, or
# TOKEN.
set -euo pipefail
cd "$(dirname "$0")"
TOKEN="${TOKEN:-$(gcloud auth print-access-token)}"
API="${ENDPOINT:-https://monitoring.googleapis.com}/v3/projects/my-project"

# call METHOD PATH [FILE]: prints the answer; its status is in STATUS.
call() {
  local answer
  answer="$(curl --silent --show-error --request "$1" --header "Authorization: Bearer $TOKEN" \
    --header 'Content-Type: application/json' --write-out '\n%{http_code}' \
    ${3:+--data-binary "@$3"} "$API/$2")"
  STATUS="${answer##*$'\n'}"
  ANSWER="${answer%$'\n'*}"
}

# done_or_fail WHAT
done_or_fail() {
  case "$STATUS" in
    2??) echo "$1" ;;
    *) echo "$1: status $STATUS: $ANSWER" >&2; exit 1 ;;
  esac
}

# put WHAT PATH_TO_MAKE PATH_TO_CHANGE FILE
put() {
  call POST "$2" "$4"
  if [ "$STATUS" = 409 ]; then
    call PATCH "$3" "$4"
  fi
  done_or_fail "$1"
}

# policy ID FILE: a policy's name is the server's choice, so it is found by its label.
policy() {
  call GET "alertPolicies?filter=user_labels.census_policy%3D%22$1%22"
  done_or_fail "policy $1: looked for" > /dev/null
  local name
  name="$(printf '%s' "$ANSWER" | grep -o '"name": *"projects/[^"/]*/alertPolicies/[^"/]*"' \
    | head -n 1 | sed 's/.*alertPolicies\/\(.*\)"/\1/' || true)"
  if [ -n "$name" ]; then
    call PATCH "alertPolicies/$name" "$2"
  else
    call POST alertPolicies "$2"
  fi
  done_or_fail "policy $1"
}

call POST metricDescriptors descriptor.json
done_or_fail 'descriptor'
put 'service shop' 'services?serviceId=shop' 'services/shop' 'services/shop.json'
put 'objective checkout-availability' 'services/shop/serviceLevelObjectives?serviceLevelObjectiveId=checkout-availability' 'services/shop/serviceLevelObjectives/checkout-availability' 'objectives/checkout-availability.json'
put 'objective checkout-latency' 'services/shop/serviceLevelObjectives?serviceLevelObjectiveId=checkout-latency' 'services/shop/serviceLevelObjectives/checkout-latency' 'objectives/checkout-latency.json'
put 'objective search-availability' 'services/shop/serviceLevelObjectives?serviceLevelObjectiveId=search-availability' 'services/shop/serviceLevelObjectives/search-availability' 'objectives/search-availability.json'
policy 'shop-checkout-availability-page-1h' 'policies/shop-checkout-availability-page-1h.json'
policy 'shop-checkout-availability-page-6h' 'policies/shop-checkout-availability-page-6h.json'
policy 'shop-checkout-availability-ticket-1d' 'policies/shop-checkout-availability-ticket-1d.json'
policy 'shop-checkout-availability-ticket-3d' 'policies/shop-checkout-availability-ticket-3d.json'
policy 'shop-checkout-latency-page-1h' 'policies/shop-checkout-latency-page-1h.json'
policy 'shop-checkout-latency-page-6h' 'policies/shop-checkout-latency-page-6h.json'
policy 'shop-checkout-latency-ticket-1d' 'policies/shop-checkout-latency-ticket-1d.json'
policy 'shop-checkout-latency-ticket-3d' 'policies/shop-checkout-latency-ticket-3d.json'
policy 'shop-search-availability-page-1h' 'policies/shop-search-availability-page-1h.json'
policy 'shop-search-availability-page-6h' 'policies/shop-search-availability-page-6h.json'
policy 'shop-search-availability-ticket-1d' 'policies/shop-search-availability-ticket-1d.json'
policy 'shop-search-availability-ticket-3d' 'policies/shop-search-availability-ticket-3d.json'
